/** The addresses that the service is reached at. One machine has two names for itself; a deployment has one domain. */

export type OriginBindings = {
  /** Where listeners go, and the issuer of tokens. */
  ORIGIN: string;
  /** Other origins of the very same service, separated by spaces. */
  ORIGIN_ALIASES: string;
};

export function originsOf(env: OriginBindings): string[] {
  return [env.ORIGIN, ...env.ORIGIN_ALIASES.split(" ").filter((origin) => origin !== "")];
}

/** The origin that a request came to, where that is one of the service's own; else the first. */
export function originOf(env: OriginBindings, request: Request): string {
  const { origin } = new URL(request.url);
  return originsOf(env).includes(origin) ? origin : env.ORIGIN;
}

/**
 * Whether a request came to this very machine, by a name of the service's own. A page elsewhere can have its own name resolved to a
 * loopback address (DNS rebinding): its requests name another host.
 */
export function isOnOwnMachine(env: OriginBindings, request: Request): boolean {
  const { origin } = new URL(request.url);
  return isLoopback(env.ORIGIN) && isLoopback(origin) && originsOf(env).includes(origin);
}

/** Whether an origin (or an issuer) names this very machine. */
export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
