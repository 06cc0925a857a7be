import { useEffect, useState } from "preact/hooks";
import type { Listener } from "../../../contracts/accounts/session.ts";
import { asRequestError, type RequestError } from "../api/failure.ts";
import { session } from "../api/session.ts";

export type WhoListens =
  | { kind: "asking" }
  /** null: a guest. */
  | { kind: "known"; listener: Listener | null }
  | { kind: "failed"; error: RequestError; retry: () => void };

/** Who listens, for pages that can't be drawn without knowing it. */
export function useListener(): WhoListens {
  const [error, setError] = useState<RequestError>();
  const listener = session.listener.value;
  const ask = () => {
    setError(undefined);
    session.ensure().catch((thrown: unknown) => setError(asRequestError(thrown)));
  };
  useEffect(ask, []);
  if (listener !== undefined) return { kind: "known", listener };
  return error ? { kind: "failed", error, retry: ask } : { kind: "asking" };
}
