/** A browser without a window: cookies of each origin, and redirects followed one by one. */

export type FetchBrowser = {
  /** One request, as a page of `from` makes it; no redirect is followed. */
  send(url: string, options?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  /** Follows redirects until there are none, or one leads to where `stop` says. @returns where it ended, and every address on the way */
  follow(url: string, stop?: (url: URL) => boolean): Promise<{ url: URL; visited: string[] }>;
  cookiesOf(origin: string): Map<string, string>;
};

export function openFetchBrowser(): FetchBrowser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (origin: string): Map<string, string> => {
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const browser: FetchBrowser = {
    cookiesOf: jarOf,
    async send(url, { method = "GET", body, headers } = {}) {
      const { origin } = new URL(url);
      const jar = jarOf(origin);
      const response = await fetch(url, {
        method,
        redirect: "manual",
        headers: {
          cookie: Array.from(jar, ([name, value]) => `${name}=${value}`).join("; "),
          ...(method !== "GET" && { origin }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
        else jar.set(name, value);
      }
      return response;
    },
    async follow(url, stop = () => false) {
      const visited: string[] = [];
      let next = new URL(url);
      while (!stop(next) && visited.length < 20) {
        visited.push(next.href);
        const response = await browser.send(next.href);
        await response.body?.cancel();
        const location = response.headers.get("location");
        if (response.status < 300 || response.status >= 400 || location === null) return { url: next, visited };
        next = new URL(location, next);
      }
      return { url: next, visited };
    },
  };
  return browser;
}
