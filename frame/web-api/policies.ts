import { routeOf, type Operation } from "../../contracts/web-api/operation.ts";
import type { Policies, Policy } from "../policy.ts";

/** What the operations that a Worker serves ask for. */
export function policiesOf(operations: readonly Operation[]): Policies {
  return Object.fromEntries(
    operations.map(({ method, path, access }): [string, Policy] => [
      `${method.toUpperCase()} ${routeOf(path)}`,
      { kind: "token", ...access },
    ]),
  );
}
