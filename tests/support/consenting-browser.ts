/** A listener at a browser without a window, who logs in, reads what an app asks for, and decides. */
import { activationViewSchema, authorizationViewSchema, redirectResponseSchema } from "../../contracts/accounts/apps.ts";
import { demoPassword } from "./demo.ts";
import { openFetchBrowser, type FetchBrowser } from "./fetch-browser.ts";

type Decision = "allow" | "deny";

export type ConsentingBrowser = FetchBrowser & {
  /** Does nothing when it was done. */
  logIn(): Promise<void>;
  /** Goes to an app's authorization request, over the pages on the way. @returns where the browser leaves the service for */
  authorize(url: URL | string, decision?: Decision): Promise<URL>;
  /** Types a device's code. */
  activate(userCode: string, decision?: Decision): Promise<void>;
};

/** @param service its origin @param email of one of the demo's accounts */
export function openConsentingBrowser(service: string, email = "free@demo.test"): ConsentingBrowser {
  const browser = openFetchBrowser();
  let isLoggedIn = false;
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await browser.send(service + path, { method, ...(body !== undefined && { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const logIn = async (): Promise<void> => {
    if (!isLoggedIn) await ask("POST", "/accounts/v1/login", { email, password: demoPassword });
    isLoggedIn = true;
  };
  /** What the pages of the player do. @returns where they send the browser */
  const pages: Record<string, (page: URL, decision: Decision) => Promise<string>> = {
    async "/login"(page) {
      isLoggedIn = false;
      await logIn();
      return page.searchParams.get("continue") ?? "/";
    },
    async "/consent"(page, decision) {
      authorizationViewSchema.parse(await ask("GET", `/accounts/v1/authorization${page.search}`));
      const answer = await ask("POST", "/accounts/v1/authorization", { query: page.search.slice(1), decision });
      return redirectResponseSchema.parse(answer).redirect;
    },
  };
  const isElsewhere = (url: URL): boolean => url.origin !== service;
  const isPage = (url: URL): boolean => isElsewhere(url) || url.pathname in pages;
  return {
    ...browser,
    logIn,
    async authorize(start, decision = "allow") {
      let next = new URL(start);
      for (let pagesSeen = 0; pagesSeen < 5; pagesSeen += 1) {
        const { url } = await browser.follow(next.href, isPage);
        if (isElsewhere(url)) return url;
        const page = pages[url.pathname];
        if (!page) throw new Error(`the way to the app ended at ${url.href}`);
        next = new URL(await page(url, decision), service);
        if (isElsewhere(next)) return next;
      }
      throw new Error("the way to the app has no end");
    },
    async activate(userCode, decision = "allow") {
      await logIn();
      activationViewSchema.parse(await ask("GET", `/accounts/v1/activation?user_code=${encodeURIComponent(userCode)}`));
      await ask("POST", "/accounts/v1/activation", { user_code: userCode, decision });
    },
  };
}
