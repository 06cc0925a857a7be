/** What a link invites to, told before anybody comes in; and the ways in, for those who have no account yet. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asRequestError, type RequestError } from "../api/failure.ts";
import { t } from "../i18n/language.ts";
import { Link } from "../router/Link.tsx";
import { Icon } from "./Icon.tsx";
import { FailedNotice } from "./Loaded.tsx";

type Looked<Offer> = { kind: "looking" } | { kind: "good"; offer: Offer } | { kind: "failed"; error: RequestError };

type OfferedProps<Offer> = {
  /** Tells one link from another. */
  link: string;
  read: () => Promise<Offer>;
  /** Said of a link that leads nowhere (any more). */
  gone: { title: string; hint: string };
  children: (offer: Offer) => ComponentChildren;
};

export function Offered<Offer>({ link, read, gone, children }: OfferedProps<Offer>) {
  const [looked, setLooked] = useState<Looked<Offer>>({ kind: "looking" });
  const look = async () => {
    try {
      setLooked({ kind: "good", offer: await read() });
    } catch (thrown) {
      setLooked({ kind: "failed", error: asRequestError(thrown) });
    }
  };
  useEffect(() => void look(), [link]);
  if (looked.kind === "looking") return <span class="skeleton skeleton-row" />;
  if (looked.kind === "good") return <>{children(looked.offer)}</>;
  if (looked.error.failure !== "not_found") return <FailedNotice error={looked.error} retry={() => void look()} />;
  return (
    <section class="empty-state">
      <span class="empty-mark">
        <Icon name="account" />
      </span>
      <h1>{gone.title}</h1>
      <p>{gone.hint}</p>
    </section>
  );
}

/** Back to where they are once they are in. */
export function WaysIn() {
  const continueTo = { continue: `${location.pathname}${location.hash}` };
  return (
    <>
      <Link class="button primary" to={{ page: "signup" }} query={continueTo}>
        {t("session.invite")}
      </Link>
      <Link class="button" to={{ page: "login" }} query={continueTo}>
        {t("session.logIn")}
      </Link>
    </>
  );
}
