/** The operator's own words, in the visitor's language where they wrote them. */
import { operator } from "virtual:operator";
import { legal } from "virtual:operator-legal";
import { useEffect, useState } from "preact/hooks";
import { language, t } from "../i18n/language.ts";
import type { LegalDocument } from "../router/routes.ts";
import { Page } from "../ui/Page.tsx";
import { TrackListSkeleton } from "../ui/skeletons.tsx";

type Written = { kind: "loading" } | { kind: "missing" } | { kind: "here"; html: string; language: string };

async function load(document: LegalDocument, wished: string): Promise<Written> {
  for (const language of [wished, operator.default_language, "en"]) {
    const page = legal[`${document}.${language}`];
    if (page) return { kind: "here", html: (await page()).default, language };
  }
  return { kind: "missing" };
}

export function LegalPage({ document }: { document: LegalDocument }) {
  const [written, setWritten] = useState<Written>({ kind: "loading" });
  const wished = language.value;
  useEffect(() => {
    let wanted = true;
    load(document, wished).then(
      (result) => wanted && setWritten(result),
      () => wanted && setWritten({ kind: "missing" }),
    );
    return () => {
      wanted = false;
    };
  }, [document, wished]);
  return (
    <Page title={t(`legal.${document}`)} class="legal-page">
      {written.kind === "loading" && <TrackListSkeleton count={5} />}
      {written.kind === "missing" && (
        <section class="empty-state">
          <h1>{t(`legal.${document}`)}</h1>
          <p>{t("legal.missing")}</p>
        </section>
      )}
      {/* The build made this HTML of Markdown with everything else escaped. */}
      {written.kind === "here" && <article lang={written.language} dir="auto" dangerouslySetInnerHTML={{ __html: written.html }} />}
    </Page>
  );
}
