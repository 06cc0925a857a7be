/** The library, sharing and what pages of others embed, in a real browser against the whole service. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OembedAnswer } from "../../contracts/oembed.ts";
import type { SavedTrack } from "../../contracts/web-api/library.ts";
import type { Playlist, PlaylistItem } from "../../contracts/web-api/playlists.ts";
import type { Track } from "../../contracts/web-api/tracks.ts";
import { scopes } from "../../domain/access.ts";
import { root } from "../../tools/support/paths.ts";
import { openPeople, type People, type Person } from "../support/people.ts";
import { axeFindings, startAppStage, visit, type AppStage } from "./app-stage.ts";

let stage: AppStage;
let people: People;
beforeAll(async () => {
  stage = await startAppStage();
  people = await openPeople(stage.service);
});
afterAll(() => stage.stop());

/** Other work may keep the machine busy. */
const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 15_000 });

type Desk = { page: Page; person: Person; complaints: string[]; leave: () => Promise<void> };

async function somebody(): Promise<Person> {
  return people.make({ scope: scopes.join(" ") });
}

/** Somebody who is logged in, at a page. */
async function sitDown(path: string, options: BrowserContextOptions = {}, who?: Person): Promise<Desk> {
  const person = who ?? (await somebody());
  const opened = await visit(stage, "/legal/imprint", options);
  const [name = "", value = ""] = person.cookie.split("=");
  await opened.context.addCookies([{ name, value, url: stage.service.url, httpOnly: true, sameSite: "Lax" }]);
  await opened.page.goto(path);
  return { page: opened.page, person, complaints: opened.complaints, leave: () => opened.context.close() };
}

/** As the person's app would ask. */
async function ask<Answer>(person: Person, path: string, body?: object, method?: string): Promise<Answer> {
  const response = await stage.service.api(path, { token: person.token, ...(body && { body }), ...(method !== undefined && { method }) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

async function makePlaylist(person: Person, name: string, trackIds: readonly string[], isPublic = true): Promise<string> {
  const { id } = await ask<Playlist>(person, "/v1/me/playlists", { name, public: isPublic });
  if (trackIds.length > 0) await ask(person, `/v1/playlists/${id}/items`, { uris: trackIds.map((track) => `nearfield:track:${track}`) });
  return id;
}

async function urisOf(person: Person, playlist: string): Promise<(string | undefined)[]> {
  const { items } = await ask<{ items: PlaylistItem[] }>(person, `/v1/playlists/${playlist}/items`);
  return items.map(({ track }) => track?.uri);
}

const heart = (page: Page, name: string) => page.getByRole("button", { name: `Keep ${name} in your library` }).first();
const titles = (page: Page) => page.locator(".song-list .row-title").allTextContents();

async function isPressed(page: Page, name: string): Promise<boolean> {
  return (await heart(page, name).getAttribute("aria-pressed")) === "true";
}

describe("what one likes", () => {
  test("is kept by a press, found again sorted and filtered, played as a list, and let go", async () => {
    const { page, complaints, leave } = await sitDown(`/album/${stage.near.id}`);
    for (const name of ["Alpha", "Delta", "Gamma"]) {
      const saved = page.waitForResponse((response) => response.request().method() === "PUT" && response.ok());
      await heart(page, name).click();
      await saved;
    }
    await page.getByRole("link", { name: "Library" }).click();
    await page.getByRole("link", { name: "Songs" }).click();
    await eventually(() => titles(page)).toEqual(["Gamma", "Delta", "Alpha"]);
    await page.getByLabel("Sort by").selectOption("Title");
    await eventually(() => titles(page)).toEqual(["Alpha", "Delta", "Gamma"]);
    await page.getByLabel("Sort by").selectOption("Length");
    await eventually(() => titles(page)).toEqual(["Alpha", "Gamma", "Delta"]);
    await page.getByRole("searchbox", { name: "Filter" }).fill("a gúest");
    await eventually(() => titles(page)).toEqual(["Gamma"]);
    await page.getByText("1 found").waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await page.locator("main").getByRole("button", { name: "Play", exact: true }).click();
    await page.locator(".bar-title", { hasText: "Alpha" }).waitFor();
    await page.keyboard.press("n");
    await page.locator(".bar-title", { hasText: "Gamma" }).waitFor();
    const letGo = page.waitForResponse((response) => response.request().method() === "DELETE" && response.ok());
    await heart(page, "Gamma").click();
    await eventually(() => titles(page)).toEqual(["Alpha", "Delta"]);
    await letGo;
    await page.reload();
    await eventually(() => titles(page)).toEqual(["Alpha", "Delta"]);
    expect(complaints).toEqual([]);
    await leave();
  });

  test("is asked for once for all rows in view, and shown in the album's head and the player", async () => {
    const person = await somebody();
    await ask(person, `/v1/me/library?uris=nearfield:track:${stage.near.tracks[1]?.id},nearfield:album:${stage.near.id}`, undefined, "PUT");
    const { page, leave } = await sitDown(`/album/${stage.near.id}`, {}, person);
    await eventually(() => isPressed(page, "Beta")).toBe(true);
    expect(await Promise.all([isPressed(page, "Near"), isPressed(page, "Alpha")])).toEqual([true, false]);
    const asked = await page.evaluate(
      () => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/library/contains")).length,
    );
    expect(asked).toBe(1);
    await page.getByRole("button", { name: "Play Beta" }).click();
    await page.locator(".bar-title", { hasText: "Beta" }).waitFor();
    expect(await page.locator(".bar-heart").getAttribute("aria-pressed")).toBe("true");
    await leave();
  });

  test("shows at once, and is taken back with the reason when the service refuses", async () => {
    const { page, leave } = await sitDown(`/album/${stage.near.id}`);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/v1/me/library?*", async (route) => {
      await held;
      await route.fulfill({ status: 503, json: { error: { status: 503, message: "", reason: "overloaded" } } });
    });
    await heart(page, "Alpha").click();
    expect(await isPressed(page, "Alpha")).toBe(true);
    release();
    await page.getByText("Alpha could not be added to your library: Too many requests right now.").waitFor();
    expect(await isPressed(page, "Alpha")).toBe(false);
    await leave();
  });

  test("asks guests to log in, in words, and leads back to where they were", async () => {
    const { page, context } = await visit(stage, `/album/${stage.near.id}`);
    await heart(page, "Alpha").click();
    const dialog = page.getByRole("dialog", { name: "Log in to keep what you like" });
    await dialog.getByRole("link", { name: "Log in" }).click();
    await eventually(() => new URL(page.url()).search).toBe(`?continue=${encodeURIComponent(`/album/${stage.near.id}`)}`);
    await dialog.waitFor({ state: "detached" });
    await page.goto("/library");
    await page.getByRole("heading", { name: "A place for what you like" }).waitFor();
    await page.getByRole("button", { name: "New playlist" }).first().click();
    await page.getByRole("dialog", { name: "Log in to make playlists" }).waitFor();
    await context.close();
  });

  test("may be an artist, who is then followed", async () => {
    const { page, leave } = await sitDown(`/album/${stage.near.id}`);
    await page.locator(".lead").getByRole("link", { name: "The Tests" }).click();
    const followed = page.waitForResponse((response) => response.request().method() === "PUT" && response.ok());
    await page.getByRole("button", { name: "Follow The Tests" }).click();
    await page.getByRole("button", { name: "Following The Tests" }).waitFor();
    await followed;
    await page.goto("/library/artists");
    await page.locator(".thing-grid").getByRole("link", { name: "The Tests" }).waitFor();
    await leave();
  });
});

describe("ten thousand songs", () => {
  const count = 10_000;

  /** In the service's place: its own shapes, with other names. */
  async function answerThousands(page: Page, person: Person): Promise<{ asked: () => number }> {
    const real = await ask<Track>(person, `/v1/tracks/${stage.near.tracks[0]?.id}`);
    let asked = 0;
    await page.route("**/v1/me/tracks?*", async (route: Route) => {
      asked++;
      const query = new URL(route.request().url()).searchParams;
      const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
      const items = Array.from({ length: Math.min(limit, count - offset) }, (_, at): SavedTrack => {
        const number = offset + at;
        return {
          added_at: new Date(1_700_000_000_000 - number * 1000).toISOString(),
          track: { ...real, id: String(number).padStart(22, "0"), name: `Söng ${number}` },
        };
      });
      const next = offset + limit < count ? `${stage.service.url}/v1/me/tracks?offset=${offset + limit}` : null;
      await route.fulfill({ json: { href: "", limit, offset, total: count, previous: null, next, items } });
    });
    return { asked: () => asked };
  }

  test("come page by page, are drawn only where they are seen, and are there at once on the next visit", async () => {
    const { page, person, complaints, leave } = await sitDown("/library/albums");
    const service = await answerThousands(page, person);
    await page.getByRole("link", { name: "Songs" }).click();
    await page.getByText("10,000 songs").waitFor();
    expect(service.asked()).toBe(count / 50);
    const rows = page.locator(".song-list > li");
    expect(await rows.count()).toBeLessThan(80);
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight }));
    await page.getByRole("button", { name: "Play Söng 9999" }).waitFor();
    expect(await rows.count()).toBeLessThan(80);
    expect(await rows.last().getAttribute("aria-posinset")).toBe(String(count));
    await page.getByRole("searchbox", { name: "Filter" }).fill("song 777");
    await page.getByText("19 found").waitFor();
    // With its second request the next visit would be told that nothing is new.
    await page.reload();
    await page.getByText("10,000 songs").waitFor();
    await page.getByRole("button", { name: "Play Söng 0", exact: true }).waitFor();
    await eventually(() => service.asked()).toBe(count / 50 + 1);
    expect(complaints).toEqual([]);
    await leave();
  });
});

describe("playlists beside the pages", () => {
  test("are made by a press, and songs are added from anywhere, once unless one insists", async () => {
    const { page, person, leave } = await sitDown(`/album/${stage.near.id}`);
    await makePlaylist(person, "Ävening", []);
    await page.reload();
    const menu = async (track: string, action: string) => {
      await page.getByRole("button", { name: `More for ${track}` }).click();
      await page.getByRole("menuitem", { name: action }).click();
    };
    const dialog = page.getByRole("dialog");
    await menu("Alpha", "Add to a playlist");
    await dialog.getByRole("searchbox").fill("evening");
    await dialog.getByText("None of your playlists is called that.").waitFor();
    await dialog.getByRole("searchbox").fill("avening");
    await dialog.getByRole("button", { name: "Ävening" }).click();
    await page.getByText("Added to Ävening.").waitFor();
    await menu("Alpha", "Add to a playlist");
    await dialog.getByRole("button", { name: /^Ävening/ }).click();
    await dialog.getByText("It is in Ävening already.").waitFor();
    await dialog.getByRole("button", { name: "Leave it" }).click();
    await page.getByRole("button", { name: "More for Near" }).click();
    await page.getByRole("menuitem", { name: "Add to a playlist" }).click();
    await dialog.getByRole("button", { name: /^Ävening/ }).click();
    await dialog.getByText("1 of them is in Ävening already.").waitFor();
    await dialog.getByRole("button", { name: "Add only what is new" }).click();
    await page.getByText("3 songs added to Ävening.").waitFor();
    const [listed] = (await ask<{ items: Playlist[] }>(person, "/v1/me/playlists")).items;
    expect(await urisOf(person, listed?.id ?? "")).toEqual(stage.near.tracks.map(({ id }) => `nearfield:track:${id}`));
    await menu("Beta", "Add to a playlist");
    await dialog.getByRole("searchbox").fill("Brand new");
    await dialog.getByRole("button", { name: "New playlist “Brand new”" }).click();
    await page.getByText("Added to Brand new.").waitFor();
    await page.getByRole("navigation", { name: "Your playlists" }).getByRole("link", { name: "Brand new" }).waitFor();
    await page.getByRole("button", { name: "New playlist" }).click();
    await eventually(() => new URL(page.url()).pathname).toMatch(/^\/playlist\/\w{22}$/);
    await leave();
  });

  test("are gone again, with the reason, when they can't be made", async () => {
    const { page, leave } = await sitDown("/library");
    await page.route("**/v1/me/playlists", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({ status: 403, json: { error: { status: 403, message: "", reason: "forbidden" } } })
        : route.continue(),
    );
    await page.getByText("No playlists yet").waitFor();
    await page.getByRole("button", { name: "New playlist" }).first().click();
    await page.getByText("The playlist could not be made: That is not allowed").waitFor();
    await page.getByText("No playlists yet").waitFor();
    await leave();
  });
});

describe("sharing", () => {
  test("gives a link that begins where one says, and code for a page", async () => {
    const { page, context } = await visit(stage, `/album/${stage.near.id}`, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "More for Gamma" }).click();
    await page.getByRole("menuitem", { name: "Share" }).click();
    const sheet = page.getByRole("dialog", { name: "Share “Gamma”" });
    const address = `${stage.service.url}/track/${stage.near.tracks[2]?.id}`;
    expect(await sheet.getByLabel("Link", { exact: true }).inputValue()).toBe(address);
    await sheet.getByLabel("Minutes and seconds").fill("0:99");
    await sheet.getByText("That is no time within the song.").waitFor();
    await sheet.getByLabel("Minutes and seconds").fill("0:12");
    expect(await sheet.getByLabel("Link", { exact: true }).inputValue()).toBe(`${address}?t=12`);
    await sheet.getByRole("button", { name: "Copy Link" }).click();
    await sheet.getByRole("button", { name: "Copied Link" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${address}?t=12`);
    await sheet.getByText("Embed", { exact: true }).click();
    expect(await sheet.getByLabel("Code").inputValue()).toContain(`/embed/track/${stage.near.tracks[2]?.id}"`);
    await page.frameLocator(".embed-preview").getByRole("heading", { name: "Gamma" }).waitFor();
    await page.goto(`${address}?t=12`);
    await page.getByRole("button", { name: "Play Gamma" }).first().click();
    await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>(".seek-slider")?.value) > 12.2);
    expect(await page.evaluate(() => Number(document.querySelector<HTMLInputElement>(".seek-slider")?.value) < 20)).toBe(true);
    await context.close();
  });

  const pageOf = async (path: string) => {
    const response = await fetch(`${stage.service.url}${path}`);
    return { status: response.status, html: await response.text(), headers: response.headers };
  };
  const contentOf = (html: string, key: string) => new RegExp(`(?:property|name)="${key}" content="([^"]*)"`).exec(html)?.[1];

  test("shows what a page is of, wherever its link is previewed", async () => {
    const person = await somebody();
    const playlist = await makePlaylist(person, `Songs "for" <you> & me`, [stage.near.tracks[0]?.id ?? ""]);
    const album = await pageOf(`/album/${stage.near.id}`);
    expect([contentOf(album.html, "og:type"), contentOf(album.html, "og:title")]).toEqual(["music.album", "Near"]);
    expect(contentOf(album.html, "og:image")).toContain("/images/0appcover0000000000000/640.jpg");
    expect(contentOf(album.html, "twitter:card")).toBe("summary");
    expect(album.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(contentOf((await pageOf(`/track/${stage.near.tracks[0]?.id}`)).html, "og:description")).toBe("The Tests · Near · 0:20");
    const shared = (await pageOf(`/playlist/${playlist}`)).html;
    expect(contentOf(shared, "og:title")).toBe("Songs &quot;for&quot; &lt;you&gt; &amp; me");
    expect(shared).toContain("application/json+oembed");
  });

  test("tells nobody whether there is a private playlist", async () => {
    const person = await somebody();
    const hidden = await makePlaylist(person, "Hidden", [], false);
    const answers = await Promise.all([`/playlist/${hidden}`, `/playlist/${stage.near.id}`, "/library"].map((path) => pageOf(path)));
    expect(new Set(answers.map(({ html }) => html)).size).toBe(1);
    const named = ([...headers]: [string, string][]) => headers.map(([name]) => name).toSorted();
    expect(named([...(answers[0]?.headers ?? [])])).toEqual(named([...(answers[1]?.headers ?? [])]));
    for (const id of [hidden, stage.near.id]) {
      const url = encodeURIComponent(`${stage.service.url}/playlist/${id}`);
      expect((await fetch(`${stage.service.url}/oembed?url=${url}`)).status).toBe(404);
    }
  });

  test("answers oEmbed within the size that is asked for", async () => {
    const oembed = async (query: Record<string, string>) => fetch(`${stage.service.url}/oembed?${new URLSearchParams(query).toString()}`);
    const url = `${stage.service.url}/album/${stage.near.id}`;
    const response = await oembed({ url, maxwidth: "300", maxheight: "200" });
    const answer = (await response.json()) as OembedAnswer;
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer).toMatchObject({ version: "1.0", type: "rich", title: "Near", author_name: "The Tests", provider_name: "Nearfield" });
    expect([answer.width, answer.height]).toEqual([300, 200]);
    expect(answer.html).toContain(`src="${stage.service.url}/embed/album/${stage.near.id}"`);
    expect((await oembed({ url, format: "xml" })).status).toBe(501);
    expect((await oembed({ url: `${stage.service.url}/album/${stage.far.tracks[0]?.id}` })).status).toBe(404);
    expect((await oembed({ url: `https://elsewhere.example/album/${stage.near.id}` })).status).toBe(404);
    expect((await oembed({ url: "x" })).status).toBe(400);
  });
});

describe("a page of somebody else's", () => {
  let elsewhere: Server;
  let origin = "";
  beforeAll(async () => {
    elsewhere = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://elsewhere").searchParams.get("frame") ?? "";
      response.setHeader("content-type", "text/html");
      response.end(
        `<!doctype html><title>A page</title><h1>Hear this</h1><iframe src="${stage.service.url}${path}" title="Music" width="560" height="380"></iframe>`,
      );
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    // Another site, not only another port.
    origin = `http://localhost:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => elsewhere.close(resolve)));

  async function frame(path: string, options: BrowserContextOptions = {}) {
    const opened = await visit(stage, `${origin}/?frame=${encodeURIComponent(path)}`, options);
    return { ...opened, music: opened.page.frameLocator("iframe") };
  }

  test("plays what it embeds when it is pressed, and not before", async () => {
    const { music, page, context, complaints } = await frame(`/embed/album/${stage.near.id}?theme=dark`);
    await music.getByRole("heading", { name: "Near" }).waitFor();
    const inside = page.frames().at(-1);
    expect(await inside?.evaluate(() => [document.documentElement.dataset["theme"], document.cookie])).toEqual(["dark", ""]);
    const slider = music.getByRole("slider", { name: "Position" });
    expect(await slider.isDisabled()).toBe(true);
    await music.getByRole("button", { name: /^Gamma/ }).press("Enter");
    await eventually(async () => Number(await slider.inputValue())).toBeGreaterThan(0);
    expect(await slider.getAttribute("aria-valuetext")).toContain("/ 0:28");
    await music.getByRole("button", { name: "Next" }).press("Enter");
    await music.locator('[aria-current="true"]', { hasText: "Delta" }).waitFor();
    await music.getByRole("button", { name: "Pause Delta" }).press("Space");
    await music.getByRole("button", { name: "Play Delta" }).waitFor();
    const link = music.getByRole("link", { name: "Near", exact: true });
    expect(await link.evaluate((element: HTMLAnchorElement) => [element.href, element.target])).toEqual([
      `${stage.service.url}/album/${stage.near.id}`,
      "_blank",
    ]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("embeds tracks, artists and public playlists too, and says so where there is nothing", async () => {
    const person = await somebody();
    const open = await makePlaylist(person, "For all", [stage.near.tracks[3]?.id ?? ""]);
    const hidden = await makePlaylist(person, "For me", [], false);
    const artist = (await ask<Track>(person, `/v1/tracks/${stage.near.tracks[0]?.id}`)).artists[0]?.id;
    for (const [path, name] of [
      [`/embed/track/${stage.near.tracks[0]?.id}?t=5`, "Alpha"],
      [`/embed/artist/${artist}`, "The Tests"],
      [`/embed/playlist/${open}`, "For all"],
    ] as const) {
      const { music, context } = await frame(path);
      await music.getByRole("heading", { name }).waitFor();
      await context.close();
    }
    const { music, context } = await frame(`/embed/playlist/${hidden}`);
    await music.getByText("There is nothing here to play").waitFor();
    await context.close();
  });

  test("may frame nothing else of ours", async () => {
    for (const path of ["/", `/album/${stage.near.id}`, "/login", "/embed/"]) {
      const { page, context } = await frame(path);
      await page.waitForLoadState();
      expect([
        path,
        await page
          .frames()
          .at(-1)
          ?.evaluate(() => document.querySelector("#app, #embed") === null),
      ]).toEqual([path, true]);
      await context.close();
    }
  });

  test("takes 14 kB of script to show it, and 32 kB to play it, compressed", () => {
    const dist = join(root, "web/dist");
    const sizeOf = (path: string) => gzipSync(readFileSync(join(dist, path))).length;
    const scriptsIn = (text: string) => [...new Set([...text.matchAll(/[\w-]+-[\w-]{8}\.js/g)].map(([name]) => `assets/${name}`))];
    const first = scriptsIn(readFileSync(join(dist, "embed/index.html"), "utf8"));
    const later = first.flatMap((path) => scriptsIn(readFileSync(join(dist, path), "utf8")));
    const shown = first.reduce((sum, path) => sum + sizeOf(path), 0);
    const played = later.reduce((sum, path) => sum + sizeOf(path), shown);
    console.log(`embedded player: ${shown} bytes of script to show it, ${played} to play it`);
    expect([first.length, later.length]).toEqual([1, 1]);
    expect(shown).toBeLessThanOrEqual(14_000);
    expect(played).toBeLessThanOrEqual(32_000);
  });
});

describe("lists in files", () => {
  async function importFile(page: Page, file: { name: string; text: string }): Promise<void> {
    await page.getByRole("button", { name: "More for your library" }).click();
    await page.getByRole("menuitem", { name: "Bring in a playlist from a file" }).click();
    await page
      .getByRole("dialog")
      .locator('input[type="file"]')
      .setInputFiles({ name: file.name, mimeType: "text/plain", buffer: Buffer.from(file.text) });
  }

  test.each(["csv", "m3u8"] as const)("come out and in again as they were: %s", async (format) => {
    const person = await somebody();
    const liked = [0, 2, 3].map((index) => stage.near.tracks[index]?.id ?? "");
    for (const id of liked) await ask(person, `/v1/me/library?uris=nearfield:track:${id}`, undefined, "PUT");
    const { page, complaints, leave } = await sitDown("/library/songs", { acceptDownloads: true }, person);
    await page.getByText("3 songs").waitFor();
    await page.getByRole("button", { name: "More for your library" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: format.toUpperCase() }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`Liked songs.${format}`);
    const text = readFileSync(await download.path(), "utf8");
    await page.goto("/library");
    await importFile(page, { name: download.suggestedFilename(), text });
    await page.getByText("3 of 3 songs were found").waitFor();
    await page.getByLabel("Name of the playlist").fill("Back again");
    await page.getByRole("button", { name: "Make the playlist" }).click();
    await eventually(() => new URL(page.url()).pathname).toMatch(/^\/playlist\//);
    const made = new URL(page.url()).pathname.split("/")[2] ?? "";
    expect(await urisOf(person, made)).toEqual(liked.toReversed().map((id) => `nearfield:track:${id}`));
    expect(complaints).toEqual([]);
    await leave();
  });

  test("of others are matched as far as they can be, and every line that is not is told", async () => {
    const person = await somebody();
    await ask(person, `/v1/me/library?uris=nearfield:track:${stage.near.tracks[2]?.id}`, undefined, "PUT");
    const { page, leave } = await sitDown("/library", {}, person);
    const text = `Title,Artist,Link\r\nGAMMA,the tests,\r\nUnknown,Nobody,\r\nAlpha,,nearfield:track:${stage.near.tracks[0]?.id}\r\nGone,X,nearfield:track:${stage.near.id}\r\n`;
    await importFile(page, { name: "Foreign.csv", text });
    await page.getByText("2 of 4 songs were found").waitFor();
    await page.getByText("2 lines could not be matched").waitFor();
    await page.getByText("Line 3: Nobody – Unknown").waitFor();
    await page.getByText("Line 5: X – Gone").waitFor();
    await page.getByRole("button", { name: "Choose another file" }).click();
    const chooser = page.getByRole("dialog").locator('input[type="file"]');
    await chooser.setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("Title\r\n".repeat(10_002)) });
    await page.getByRole("alert").getByText("a playlist has at most 10,000").waitFor();
    await chooser.setInputFiles({ name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0, 0]) });
    await page.getByRole("alert").getByText("no M3U8 or CSV file").waitFor();
    await leave();
  });
});

describe.each([
  { scheme: "light", locale: "en", width: 1280 },
  { scheme: "dark", locale: "de", width: 1280 },
  { scheme: "dark", locale: "ar", width: 390 },
] as const)("axe finds nothing, $scheme, $locale, $width wide", ({ scheme, locale, width }) => {
  test("in the library, nor in what opens from it, nor in the embedded player", async () => {
    const person = await somebody();
    const ids = stage.near.tracks.map(({ id }) => `nearfield:track:${id}`);
    await ask(person, `/v1/me/library?uris=${ids.join(",")},nearfield:album:${stage.near.id}`, undefined, "PUT");
    await makePlaylist(person, "A list", [stage.near.tracks[0]?.id ?? ""]);
    const desk = await sitDown("/library", { colorScheme: scheme, locale, viewport: { width, height: 844 } }, person);
    const { page, complaints } = desk;
    const found: string[] = [];
    const look = async (what: string) => found.push(...(await axeFindings(page)).map((finding) => `${what}: ${finding}`));
    for (const path of ["/library", "/library/albums", "/library/artists", "/library/songs"]) {
      await page.goto(path);
      await page.locator(".library-count, .empty-state").first().waitFor();
      await look(path);
    }
    await page.locator(".song-row .row-menu button").first().click();
    await page.getByRole("menuitem").nth(2).click();
    await page.locator(".sheet .choice-rows button").first().waitFor();
    await look("adding");
    await page.locator(".sheet .choice-rows button").first().click();
    await page.locator(".sheet .form-actions, .notice").first().waitFor();
    await look("added");
    await page.keyboard.press("Escape");
    await page.locator(".song-row .row-menu button").first().click();
    await page.getByRole("menuitem").last().click();
    await page.locator(".share-embed > summary").click();
    await page.frameLocator(".embed-preview").locator("h1").waitFor();
    await look("sharing");
    await page.goto(`/embed/album/${stage.near.id}?theme=${scheme}`);
    await page.locator("h1").waitFor();
    await look("embedded");
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await desk.leave();
  });
});
