/** What one authorization covers, as sets of scopes. Written as RFC 6749, section 3.3, says: separated by spaces. */
import { parseScope, type Scope } from "../access.ts";

/** What was stored was checked when it came in; a scope that the service knows no more is not granted any more. */
export function readScope(stored: string): Scope[] {
  return stored.split(" ").flatMap((scope) => parseScope(scope) ?? []);
}

export function writeScope(scope: readonly Scope[]): string {
  return scope.join(" ");
}

export function covers(granted: readonly Scope[], asked: readonly Scope[]): boolean {
  return asked.every((scope) => granted.includes(scope));
}

/** Both together, in their own order. */
export function unite(left: readonly Scope[], right: readonly Scope[]): Scope[] {
  return parseScope([...left, ...right].join(" ")) ?? [];
}
