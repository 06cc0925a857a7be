/** Attempts and revocations in memory, for tests that are about them. */
import { countAttempt } from "../../../domain/attempts.ts";
import type { LimiterNamespace } from "../../../frame/attempts.ts";
import type { RevocationsNamespace } from "../../../frame/revocations.ts";

export type Guards = { bindings: Pick<Env, "LIMITER" | "REVOCATIONS">; revoked: Set<string> };

export function openGuards(): Guards {
  const attempts = new Map<string, number[]>();
  const revoked = new Set<string>();
  const limiter: LimiterNamespace = {
    getByName: (name) => ({
      async take(rule, now) {
        const verdict = countAttempt(attempts.get(name) ?? [], rule, now);
        attempts.set(name, verdict.attempts);
        return verdict.allowed ? undefined : verdict.retryAfterMs;
      },
      async giveBack() {
        attempts.set(name, (attempts.get(name) ?? []).slice(0, -1));
      },
      async forget() {
        attempts.delete(name);
      },
    }),
  };
  const revocations: RevocationsNamespace = {
    getByName: () => ({
      async add(sessions) {
        for (const { id } of sessions) revoked.add(id);
      },
      list: () => Promise.resolve([...revoked]),
      has: (session) => Promise.resolve(revoked.has(session)),
    }),
  };
  // A namespace of the platform's is one of these, and more that nobody asks for.
  return { bindings: { LIMITER: limiter as Env["LIMITER"], REVOCATIONS: revocations as Env["REVOCATIONS"] }, revoked };
}
