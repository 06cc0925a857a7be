/** The page of a playlist, where several people edit at once, in real browsers against the whole service. */
import type { BrowserContextOptions, Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Playlist, PlaylistItem } from "../../contracts/web-api/playlists.ts";
import { scopes } from "../../domain/access.ts";
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
const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 20_000 });

type Named = Person & { name: string };
type Desk = { page: Page; complaints: string[]; leave: () => Promise<void> };

async function somebody(name: string): Promise<Named> {
  const person = await people.make({ scope: scopes.join(" ") });
  const database = await people.databaseOf(person.accountId);
  await database.prepare("UPDATE account SET display_name = ? WHERE id = ?").bind(name, person.accountId).run();
  return { ...person, name };
}

/** @param who null: a guest */
async function sitDown(
  who: Person | null,
  path: string,
  options: BrowserContextOptions = {},
  prepare?: (page: Page) => Promise<void>,
): Promise<Desk> {
  const opened = await visit(stage, "/legal/imprint", options);
  if (who) {
    const [name = "", value = ""] = who.cookie.split("=");
    await opened.context.addCookies([{ name, value, url: stage.service.url, httpOnly: true, sameSite: "Lax" }]);
  }
  await prepare?.(opened.page);
  await opened.page.goto(path);
  return { page: opened.page, complaints: opened.complaints, leave: () => opened.context.close() };
}

/** As the person's app would ask. */
async function ask<Answer>(person: Person, path: string, body?: object, method?: string): Promise<Answer> {
  const response = await stage.service.api(path, { token: person.token, ...(body && { body }), ...(method !== undefined && { method }) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

/** Alpha, Beta, Gamma, Delta, Epsilon; Zeta is Beta elsewhere, Eta can't be played. */
const allTracks = () => [...stage.near.tracks, ...stage.far.tracks, ...stage.later.tracks];
const firstFive = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"];

type Made = { id: string; path: string };

async function makePlaylist(
  owner: Person,
  name: string,
  details: object = { public: false },
  names: readonly string[] = firstFive,
): Promise<Made> {
  const { id } = await ask<Playlist>(owner, "/v1/me/playlists", { name, ...details });
  const uris = names.map((wanted) => `nearfield:track:${allTracks().find((track) => track.name === wanted)?.id}`);
  if (uris.length > 0) await ask(owner, `/v1/playlists/${id}/items`, { uris });
  return { id, path: `/playlist/${id}` };
}

async function invite(owner: Person, guest: Person, playlist: string, role: "editor" | "viewer"): Promise<void> {
  const { url } = await ask<{ url: string }>(owner, `/v1/playlists/${playlist}/invitations`, { role });
  const invitation = new URL(url).hash.replace("#invitation=", "");
  await ask(guest, `/v1/playlists/${playlist}/members`, { invitation });
}

/** What the service has. */
async function stored(person: Person, playlist: string): Promise<(string | undefined)[]> {
  const { items } = await ask<{ items: PlaylistItem[] }>(person, `/v1/playlists/${playlist}/items`);
  return items.map(({ track }) => track?.name);
}

const row = (page: Page, name: string) => page.locator(".pl-row", { hasText: name });

/** What the page shows, in its order. */
async function shown(page: Page): Promise<string[]> {
  return page
    .locator(".pl-row")
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.getAttribute("data-index")) - Number(b.getAttribute("data-index")))
        .map((each) => each.querySelector(".row-title")?.textContent ?? "…"),
    );
}

const live = (page: Page) => page.locator("[role=grid][aria-rowcount]").waitFor();

async function settled(page: Page, names: readonly string[]): Promise<void> {
  await live(page);
  await eventually(() => shown(page)).toEqual(names);
  // Editing is offered once the live connection stands.
  await page.locator(".pl-grip").first().waitFor({ state: "attached" });
}

async function drag(page: Page, name: string, onto: string): Promise<void> {
  const [from, to] = [await row(page, name).boundingBox(), await row(page, onto).boundingBox()];
  if (!from || !to) throw new Error("no such rows");
  const above = from.y > to.y;
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2 + (above ? -12 : 12), { steps: 2 });
  await page.mouse.move(to.x + to.width / 2, to.y + (above ? 6 : to.height - 6), { steps: 4 });
  await page.locator(".pl-line").waitFor();
  await page.mouse.up();
}

const menu = async (page: Page, item: string) => {
  await page.locator(".pl-actions .menu-anchor button").first().click();
  await page.getByRole("menuitem", { name: item }).click();
};

const notice = (page: Page, text: string) => page.locator(".notice", { hasText: text });

describe("one person", () => {
  test("makes a playlist, adds, reorders by pointer and keys, removes several and has them back", async () => {
    const ada = await somebody("Ada");
    const { page, complaints, leave } = await sitDown(ada, `/album/${stage.near.id}`);
    await page.locator(".corner-name", { hasText: "Ada" }).waitFor();
    await page.getByRole("button", { name: "New playlist" }).click();
    await page.getByText("Nothing in here yet").waitFor();
    const path = new URL(page.url()).pathname;
    await page.goto(`/album/${stage.near.id}`);
    for (const name of ["Alpha", "Beta", "Gamma", "Delta"]) {
      await page.getByRole("button", { name: `More for ${name}` }).click();
      await page.getByRole("menuitem", { name: "Add to a playlist" }).click();
      await page.getByRole("dialog").locator("li .choice-row").first().click();
      await notice(page, "Added").waitFor();
      await page.locator(".notice").getByRole("button", { name: "Close" }).click();
    }
    await page.goto(path);
    await settled(page, ["Alpha", "Beta", "Gamma", "Delta"]);

    await drag(page, "Delta", "Beta");
    await eventually(() => shown(page)).toEqual(["Alpha", "Delta", "Beta", "Gamma"]);
    await row(page, "Gamma").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await eventually(() => shown(page)).toEqual(["Alpha", "Delta", "Gamma", "Beta"]);
    await page.locator("output", { hasText: "Gamma: place 3 of 4" }).waitFor({ state: "attached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toContain("Gamma");
    await page.keyboard.press("Alt+Home");
    await eventually(() => shown(page)).toEqual(["Gamma", "Alpha", "Delta", "Beta"]);

    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await row(page, "Beta").click({ modifiers: ["Control"] });
    await page.getByText("3 selected").waitFor();
    await page.keyboard.press("Delete");
    await eventually(() => shown(page)).toEqual(["Delta"]);
    await notice(page, "3 tracks removed").getByRole("button", { name: "Undo" }).click();
    await eventually(() => shown(page)).toEqual(["Gamma", "Alpha", "Delta", "Beta"]);
    await page.keyboard.press("Control+z");
    await eventually(() => shown(page)).toEqual(["Alpha", "Delta", "Gamma", "Beta"]);
    await eventually(() => stored(ada, path.replace("/playlist/", ""))).toEqual(["Alpha", "Delta", "Gamma", "Beta"]);
    expect(complaints).toEqual([]);
    await leave();
  });

  test("plays from any row, and the row that plays is told from another of the same track", async () => {
    const ada = await somebody("Ada");
    const { path } = await makePlaylist(ada, "Twice", { public: false }, ["Alpha", "Eta", "Beta", "Alpha"]);
    const { page, leave } = await sitDown(ada, path);
    await settled(page, ["Alpha", "Eta", "Beta", "Alpha"]);
    await row(page, "Eta").getByText("not out yet").waitFor();
    await row(page, "Alpha").last().dblclick();
    await page.locator(".bar-title", { hasText: "Alpha" }).waitFor();
    await page.locator('.pl-row[data-index="3"][aria-current]').waitFor();
    expect(await page.locator(".pl-row[aria-current]").count()).toBe(1);
    await page.keyboard.press("p");
    await page.locator('.pl-row[data-index="2"][aria-current]').waitFor();
    await page.locator(".pl-actions").getByRole("button", { name: "Pause" }).click();
    await row(page, "Alpha").first().getByRole("button", { name: "Play Alpha" }).click();
    await page.locator('.pl-row[data-index="0"][aria-current]').waitFor();
    // What can't be played is left out.
    await page.keyboard.press("n");
    await page.locator('.pl-row[data-index="2"][aria-current]').waitFor();
    await leave();
  });

  test("goes through the list by keys alone: one stop of Tab, then its controls, then out", async () => {
    const ada = await somebody("Ada");
    const { path } = await makePlaylist(ada, "Keys");
    const { page, leave } = await sitDown(ada, path);
    await settled(page, firstFive);
    await page.locator(".pl-actions .menu-anchor button").first().focus();
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    expect(await focused()).toBe("Alpha, The Tests");
    await page.keyboard.press("End");
    await eventually(focused).toBe("Epsilon, The Tests");
    const seen: (string | null | undefined)[] = [];
    for (let pressed = 0; pressed < 5; pressed++) {
      await page.keyboard.press("Tab");
      seen.push(await focused());
    }
    expect(seen).toEqual(["Play Epsilon", "The Tests", "Far", "Keep Epsilon in your library", "More for Epsilon"]);
    await row(page, "Epsilon").focus();
    await page.keyboard.press("Enter");
    await page.locator(".bar-title", { hasText: "Epsilon" }).waitFor();
    await leave();
  });

  test("takes a row by its handle with a finger", async () => {
    const ada = await somebody("Ada");
    const { id, path } = await makePlaylist(ada, "Touch");
    const { page, leave } = await sitDown(ada, path, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await settled(page, firstFive);
    const point = async (name: string, down: number) => {
      const box = await row(page, name).locator(".pl-grip").boundingBox();
      return { clientX: (box?.x ?? 0) + 8, clientY: (box?.y ?? 0) + down };
    };
    const touch = { pointerId: 7, pointerType: "touch", button: 0, isPrimary: true };
    await row(page, "Epsilon").scrollIntoViewIfNeeded();
    const [from, to] = [await point("Epsilon", 20), await point("Gamma", 2)];
    await row(page, "Epsilon")
      .locator(".pl-grip")
      .dispatchEvent("pointerdown", { ...touch, ...from });
    await page.locator("body").dispatchEvent("pointermove", { ...touch, ...to });
    await page.locator(".pl-ghost").waitFor();
    await page.locator("body").dispatchEvent("pointerup", { ...touch, ...to });
    await eventually(() => shown(page)).toEqual(["Alpha", "Beta", "Epsilon", "Gamma", "Delta"]);
    await eventually(() => stored(ada, id)).toEqual(["Alpha", "Beta", "Epsilon", "Gamma", "Delta"]);
    await leave();
  });

  test("renames in place, gives it a picture, opens it to everybody, deletes it and has it back", async () => {
    const ada = await somebody("Ada");
    const { id, path } = await makePlaylist(ada, "Plain");
    const { page, complaints, leave } = await sitDown(ada, path);
    await settled(page, firstFive);
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Name of the playlist").fill("Fancy");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Fancy", level: 1 }).waitFor();
    await page.locator(".rail").getByRole("link", { name: "Fancy" }).waitFor();
    await page.getByRole("button", { name: "Add a description" }).click();
    await page.getByLabel("Description", { exact: true }).fill("two\nlines");
    await page.locator("h1").click();
    await page.locator(".pl-description", { hasText: "two lines" }).waitFor();
    await eventually(async () => (await ask<Playlist>(ada, `/v1/playlists/${id}`)).description).toBe("two lines");

    const picture = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
      const context = canvas.getContext("2d");
      if (context) context.fillStyle = "#0a7d55";
      context?.fillRect(0, 0, 300, 200);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    });
    await page
      .locator(".pl-picture input[type=file]")
      .setInputFiles({ name: "me.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") });
    await page.locator(".pl-picture .cover img[src*='/images/']").waitFor();

    await menu(page, "Who may see and edit it");
    await page.getByText("Public playlist").last().click();
    await page.keyboard.press("Escape");
    await page.locator(".eyebrow", { hasText: "Public playlist" }).waitFor();
    await eventually(async () => (await ask<Playlist>(ada, `/v1/playlists/${id}`)).public).toBe(true);
    const guest = await sitDown(null, path);
    await guest.page.getByRole("heading", { name: "Fancy", level: 1 }).waitFor();
    await eventually(() => shown(guest.page)).toEqual(firstFive);
    expect(await guest.page.locator(".pl-grip, .pl-edit").count()).toBe(0);
    await guest.leave();

    await menu(page, "Delete the playlist");
    await page.getByRole("dialog").getByRole("button", { name: "Delete the playlist" }).click();
    await page.waitForURL(/\/library$/);
    await notice(page, "“Fancy” has left your library").getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { name: "Fancy", level: 1 }).waitFor();
    expect(complaints).toEqual([]);
    await leave();
  });
});

describe("several people", () => {
  async function twoAt(title: string) {
    const [ada, ben] = [await somebody("Ada"), await somebody("Ben")];
    const made = await makePlaylist(ada, title);
    await invite(ada, ben, made.id, "editor");
    const [hers, his] = [await sitDown(ada, made.path), await sitDown(ben, made.path)];
    await Promise.all([settled(hers.page, firstFive), settled(his.page, firstFive)]);
    return { ada, ben, hers, his, ...made };
  }

  test("edit at once, see each other, and end with the same list", async () => {
    const { ada, hers, his, id } = await twoAt("Ours");
    await hers.page.getByText("Here now: Ben").waitFor();
    await his.page.getByText("Here now: Ada").waitFor();
    await row(his.page, "Delta").click();
    await row(hers.page, "Delta").locator(".pl-visitor").waitFor();
    const press = async (page: Page, presses: [name: string, key: string][]) => {
      for (const [name, key] of presses) await row(page, name).press(key);
    };
    await Promise.all([
      press(his.page, [
        ["Delta", "Alt+ArrowUp"],
        ["Delta", "Alt+ArrowUp"],
        ["Gamma", "Alt+End"],
      ]),
      press(hers.page, [
        ["Alpha", "Alt+ArrowDown"],
        ["Beta", "Alt+End"],
        ["Epsilon", "Delete"],
      ]),
    ]);
    await eventually(async () => (await shown(hers.page)).join() === (await shown(his.page)).join()).toBe(true);
    const list = await stored(ada, id);
    expect(new Set(list)).toEqual(new Set(["Alpha", "Beta", "Gamma", "Delta"]));
    expect(list).toHaveLength(4);
    await eventually(() => shown(hers.page)).toEqual(list);
    await eventually(() => shown(his.page)).toEqual(list);
    expect([...hers.complaints, ...his.complaints]).toEqual([]);
    await Promise.all([hers.leave(), his.leave()]);
  });

  test("can't take back alone what somebody else has changed since, and are told why", async () => {
    const { hers, his } = await twoAt("Undo");
    await row(hers.page, "Alpha").press("Alt+End");
    await eventually(() => shown(his.page)).toEqual(["Beta", "Gamma", "Delta", "Epsilon", "Alpha"]);
    await row(his.page, "Alpha").press("Delete");
    await eventually(() => shown(hers.page)).toEqual(["Beta", "Gamma", "Delta", "Epsilon"]);
    await hers.page.keyboard.press("Control+z");
    await notice(hers.page, "somebody has changed the same since").waitFor();
    await Promise.all([hers.leave(), his.leave()]);
  });

  test("come in by a link that says who invites to what, and are out at once when removed", async () => {
    const [ada, ben] = [await somebody("Ada"), await somebody("Ben")];
    const { path } = await makePlaylist(ada, "Invited");
    const hers = await sitDown(ada, path);
    await settled(hers.page, firstFive);
    await hers.page.getByRole("button", { name: "Invite", exact: true }).click();
    const dialog = hers.page.getByRole("dialog");
    await dialog.getByText("can listen").click();
    await dialog.getByRole("button", { name: "Make a link" }).click();
    const link = await dialog.getByLabel("Link", { exact: true }).inputValue();
    const his = await sitDown(ben, link.replace(/^https?:\/\/[^/]+/, ""));
    await his.page.getByRole("heading", { name: "Ada invites you to “Invited”" }).waitFor();
    await his.page.getByText("You can listen to it. 5 tracks.").waitFor();
    expect(await axeFindings(his.page)).toEqual([]);
    await his.page.getByRole("button", { name: "Come in" }).click();
    await his.page.getByRole("heading", { name: "Invited", level: 1 }).waitFor();
    await eventually(() => shown(his.page)).toEqual(firstFive);
    expect(new URL(his.page.url()).hash).toBe("");
    // Invited to listen: there is nothing to edit by.
    expect(await his.page.locator(".pl-grip").count()).toBe(0);
    await row(his.page, "Alpha").press("Delete");
    await hers.page.keyboard.press("Escape");
    await hers.page.getByRole("button", { name: "2 members" }).click();
    await dialog.getByText("used 1 times").or(dialog.getByText("used once")).waitFor();
    await dialog.getByRole("button", { name: "End this link" }).click();
    await dialog.getByText("Links that are good").waitFor({ state: "detached" });
    await dialog.getByRole("button", { name: "Remove Ben" }).click();
    await his.page.getByRole("heading", { name: "You have no access any more" }).waitFor();
    await his.page.goto(link.replace(/^https?:\/\/[^/]+/, ""));
    await his.page.reload();
    await his.page.getByRole("heading", { name: "This invitation is not good any more" }).waitFor();
    await his.page.goto(path);
    await his.page.getByRole("heading", { name: "There is nothing to see here" }).waitFor();
    await Promise.all([hers.leave(), his.leave()]);
  });

  test("look at how it was and have it back, which can be undone", async () => {
    const { ada, hers, his, id } = await twoAt("Then");
    await row(his.page, "Alpha").press("Delete");
    await row(his.page, "Beta").press("Alt+End");
    await eventually(() => shown(hers.page)).toEqual(["Gamma", "Delta", "Epsilon", "Beta"]);
    await menu(hers.page, "History");
    const dialog = hers.page.getByRole("dialog");
    await dialog.getByText("Ben moved 1 track").waitFor();
    await dialog.getByText("Ben removed 1 track").waitFor();
    const version = dialog.locator(".pl-version", { hasText: "Ada added 5 tracks" });
    await version.getByRole("button", { name: "Look" }).click();
    await eventually(() => dialog.locator(".row-title").allTextContents()).toEqual(firstFive);
    expect(await axeFindings(hers.page)).toEqual([]);
    await dialog.getByRole("button", { name: "Have this version back" }).click();
    await eventually(() => shown(his.page)).toEqual(firstFive);
    await eventually(() => stored(ada, id)).toEqual(firstFive);
    await notice(hers.page, "That version is back").getByRole("button", { name: "Undo" }).click();
    await eventually(() => shown(his.page)).toEqual(["Gamma", "Delta", "Epsilon", "Beta"]);
    await Promise.all([hers.leave(), his.leave()]);
  });
});

describe("a connection that comes and goes", () => {
  /** Lets connections through, or not, and can cut the one that stands. */
  async function gate(page: Page) {
    const through = new Set<WebSocketRoute>();
    const state = { isOpen: true };
    await page.routeWebSocket(/\/live$/, (socket) => {
      if (!state.isOpen) {
        void socket.close({ code: 4408 });
        return;
      }
      through.add(socket);
      socket.connectToServer();
    });
    return {
      shut: async () => {
        state.isOpen = false;
        await Promise.all([...through].map((socket) => socket.close({ code: 4408 })));
        through.clear();
      },
      open: () => {
        state.isOpen = true;
      },
    };
  }

  test("keeps what is done meanwhile, says so quietly, and sends it when it is back", async () => {
    const ada = await somebody("Ada");
    const { id, path } = await makePlaylist(ada, "Tunnel");
    let way: Awaited<ReturnType<typeof gate>> | undefined;
    const { page, leave } = await sitDown(ada, path, {}, async (opening) => {
      way = await gate(opening);
    });
    await settled(page, firstFive);
    await way?.shut();
    await page.getByText("No connection to this playlist").waitFor();
    await row(page, "Alpha").press("Delete");
    await row(page, "Beta").press("Alt+End");
    await page.getByText("2 changes are waiting").waitFor();
    expect(await shown(page)).toEqual(["Gamma", "Delta", "Epsilon", "Beta"]);
    expect(await stored(ada, id)).toEqual(firstFive);
    way?.open();
    await eventually(() => stored(ada, id)).toEqual(["Gamma", "Delta", "Epsilon", "Beta"]);
    await page.getByText("No connection to this playlist").waitFor({ state: "detached" });
    await leave();
  });

  test("loses nothing to a reload either", async () => {
    const ada = await somebody("Ada");
    const { id, path } = await makePlaylist(ada, "Reload");
    let way: Awaited<ReturnType<typeof gate>> | undefined;
    const { page, leave } = await sitDown(ada, path, {}, async (opening) => {
      way = await gate(opening);
    });
    await settled(page, firstFive);
    await way?.shut();
    await row(page, "Gamma").press("Delete");
    await eventually(() => shown(page)).toEqual(["Alpha", "Beta", "Delta", "Epsilon"]);
    expect(await stored(ada, id)).toEqual(firstFive);
    way?.open();
    await page.reload();
    await eventually(() => shown(page)).toEqual(["Alpha", "Beta", "Delta", "Epsilon"]);
    await eventually(() => stored(ada, id)).toEqual(["Alpha", "Beta", "Delta", "Epsilon"]);
    await leave();
  });

  test("takes an edit back with its reason when the service refuses it", async () => {
    const [ada, ben] = [await somebody("Ada"), await somebody("Ben")];
    const { id, path } = await makePlaylist(ada, "Closed", { public: false, collaborative: true });
    let way: Awaited<ReturnType<typeof gate>> | undefined;
    const { page, leave } = await sitDown(ben, path, {}, async (opening) => {
      way = await gate(opening);
    });
    await settled(page, firstFive);
    await way?.shut();
    await row(page, "Alpha").press("Delete");
    await eventually(() => shown(page)).toEqual(["Beta", "Gamma", "Delta", "Epsilon"]);
    await ask(ada, `/v1/playlists/${id}`, { collaborative: false, public: true }, "PUT");
    way?.open();
    await notice(page, "Taken back: you may not edit this playlist").waitFor();
    await eventually(() => shown(page)).toEqual(firstFive);
    await page.locator(".pl-grip").first().waitFor({ state: "detached" });
    expect(await stored(ada, id)).toEqual(firstFive);
    await leave();
  });
});

test("ten thousand tracks scroll with a few dozen rows in the document, and are edited at their end", async () => {
  const ada = await somebody("Ada");
  const { id, path } = await makePlaylist(ada, "Everything", { public: false }, []);
  const uris = allTracks().map((track) => `nearfield:track:${track.id}`);
  for (let page = 0; page < 100; page++) {
    const some = Array.from({ length: 100 }, (_, index) => uris[(page * 100 + index) % firstFive.length] ?? "");
    await ask(ada, `/v1/playlists/${id}/items`, { uris: some });
  }
  const { page, complaints, leave } = await sitDown(ada, path);
  await page.evaluate(() => {
    const durations: number[] = [];
    Reflect.set(globalThis, "longTasks", durations);
    new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  });
  const grid = page.locator("[role=grid]");
  await eventually(() => grid.getAttribute("aria-rowcount")).toBe("10001");
  const frames = await page.evaluate(async () => {
    let count = 0;
    for (let top = 0; top < 30_000; top += 150, count++) {
      scrollTo({ top, behavior: "instant" });
      await new Promise(requestAnimationFrame);
    }
    return count;
  });
  const long = await page.evaluate(() => Reflect.get(globalThis, "longTasks") as number[]);
  console.log(
    `${frames} frames of scrolling through 10,000 tracks: ${long.length} tasks of more than 50 ms, ${Math.round(Math.max(0, ...long))} ms at most`,
  );
  expect(await page.locator(".pl-row").count()).toBeLessThan(60);
  await page.locator(".pl-row").nth(5).focus();
  await page.keyboard.press("End");
  await page.locator('.pl-row[aria-rowindex="10001"]:focus').waitFor();
  await page.keyboard.press("Alt+Home");
  await page.locator("output", { hasText: "Epsilon: place 1 of 10,000" }).waitFor({ state: "attached" });
  await page.keyboard.press("Control+a");
  await page.getByText("10,000 selected").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("10,000 selected").waitFor({ state: "detached" });
  expect(await page.locator(".pl-row").count()).toBeLessThan(60);
  expect(complaints).toEqual([]);
  await leave();
});

describe.each([
  { scheme: "light", locale: "en", width: 1280 },
  { scheme: "dark", locale: "de", width: 1280 },
  { scheme: "dark", locale: "ar", width: 390 },
] as const)("axe finds nothing, $scheme, $locale, $width wide", ({ scheme, locale, width }) => {
  test("on the page of a playlist, nor in what opens over it", async () => {
    const [ada, ben] = [await somebody("Ada"), await somebody("Ben")];
    const { id, path } = await makePlaylist(ada, "Looked at", { public: false }, [...firstFive, "Eta"]);
    await invite(ada, ben, id, "editor");
    const { page, complaints, leave } = await sitDown(ada, path, { colorScheme: scheme, locale, viewport: { width, height: 844 } });
    await settled(page, [...firstFive, "Eta"]);
    const found: string[] = [];
    const look = async (what: string) => found.push(...(await axeFindings(page)).map((finding) => `${what}: ${finding}`));
    await look("the page");
    await row(page, "Alpha").press("Space");
    await look("a selection");
    await page.keyboard.press("Escape");
    await row(page, "Alpha").hover();
    await row(page, "Alpha").locator(".row-menu button").first().click();
    await look("a row's menu");
    await page.keyboard.press("Escape");
    await page.locator(".pl-edit").first().click();
    await look("a name being changed");
    await page.keyboard.press("Escape");
    const openers = page.locator(".pl-actions .menu-anchor button").first();
    for (const item of [0, 2, 3, -1]) {
      await openers.click();
      await page.getByRole("menuitem").nth(item).click();
      await page.getByRole("dialog").waitFor();
      await page.waitForFunction(() => !document.querySelector("dialog .skeleton"));
      await look(`dialog ${item}`);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await leave();
  });
});
