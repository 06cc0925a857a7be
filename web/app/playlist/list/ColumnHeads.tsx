// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are drawn one by one and placed where they belong, which no table allows
import { t } from "../i18n/texts.ts";

export function ColumnHeads() {
  return (
    <div role="rowgroup">
      <div role="row" class="pl-columns" aria-rowindex={1}>
        <span role="columnheader" class="pl-number" aria-label={t("column.number")}>
          #
        </span>
        <span role="columnheader">{t("column.title")}</span>
        <span role="columnheader" class="pl-album">
          {t("column.album")}
        </span>
        <span role="columnheader" class="pl-added">
          {t("column.added")}
        </span>
        <span role="columnheader" class="pl-heart">
          <span class="visually-hidden">{t("column.kept")}</span>
        </span>
        <span role="columnheader" class="pl-time">
          {t("column.length")}
        </span>
        <span role="columnheader" class="pl-tools">
          <span class="visually-hidden">{t("column.more")}</span>
        </span>
      </div>
    </div>
  );
}
