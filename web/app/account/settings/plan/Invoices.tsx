import { accountsApi } from "../../../api/accounts.ts";
import { language } from "../../../i18n/language.ts";
import { t } from "../i18n/texts.ts";
import { ScrolledTable } from "../ScrolledTable.tsx";
import { formatDay } from "../logic/dates.ts";
import { formatPrice } from "../logic/price.ts";
import { Remotely, useRemote } from "../remote.tsx";

export function Invoices() {
  const remote = useRemote(accountsApi.invoices);
  return (
    <Remotely remote={remote}>
      {({ invoices }) =>
        invoices.length === 0 ? (
          <p>{t("billing.invoices.none")}</p>
        ) : (
          <ScrolledTable label={t("billing.invoices")}>
            <thead>
              <tr>
                <th scope="col">{t("billing.invoice.date")}</th>
                <th scope="col">{t("billing.invoice.number")}</th>
                <th scope="col" class="amount">
                  {t("billing.invoice.amount")}
                </th>
                <th scope="col">{t("billing.invoice.status")}</th>
              </tr>
            </thead>
            <tbody>
              {invoices.map(({ id, number, status, amount, currency, issued_at, url }) => (
                <tr key={id}>
                  <td>{formatDay(issued_at, language.value)}</td>
                  <td>
                    <bdi>
                      {url === null ? (
                        (number ?? "–")
                      ) : (
                        <a class="inline-link" href={url} target="_blank" rel="noreferrer">
                          {number ?? t("billing.invoice.document")}
                        </a>
                      )}
                    </bdi>
                  </td>
                  <td class="amount">{formatPrice(amount, currency, language.value)}</td>
                  <td>{t(`billing.status.${status}`)}</td>
                </tr>
              ))}
            </tbody>
          </ScrolledTable>
        )
      }
    </Remotely>
  );
}
