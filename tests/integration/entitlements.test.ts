/** What changes for a listener reaches the next grant, whatever their token still says. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { redirectResponseSchema } from "../../contracts/accounts/apps.ts";
import { grantsResponseSchema } from "../../contracts/playback.ts";
import { albumSchema } from "../../contracts/web-api/albums.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "../support/catalogue.ts";
import { openPeople, type People, type Person } from "../support/people.ts";
import { startService, type TestService } from "../support/runtime.ts";

let service: TestService;
let people: People;
let track = "";
let explicitTrack = "";
let germanTrack = "";
let albumId = "";
beforeAll(async () => {
  service = await startService();
  people = await openPeople(service);
  const recording = await putRecording(service, "tides", ["aac-128", "aac-256", "flac"]);
  const release = await putRelease(
    service,
    releaseInput("Tides", [
      trackInput(recording, 1),
      trackInput(recording, 2, { explicit: true }),
      trackInput(recording, 3, { markets: ["DE"] }),
    ]),
  );
  albumId = release.album_id;
  [track = "", explicitTrack = "", germanTrack = ""] = release.tracks.map(({ track_id }) => track_id);
});
afterAll(() => service.stop());

/** A free listener in Germany, grown up: so says the token that they go on to use. */
const putListener = (): Promise<Person> => people.make({ scope: "streaming" });

/** Changes what is stored of an account or a session, behind all doors. */
async function change(table: "account" | "session", id: string, columns: Record<string, string | number | null>): Promise<void> {
  const sets = Object.keys(columns).map((name) => `${name} = ?`);
  const database = await people.databaseOf(id);
  const statement = `UPDATE ${table} SET ${sets.join(", ")} WHERE id = ?`;
  await database
    .prepare(statement)
    .bind(...Object.values(columns), id)
    .run();
}

/** Tiers that are granted of each track, or why it is refused. */
async function ask(token: string, ids: string[], request: object = {}) {
  const response = await service.api("/v1/playback/grants", { token, body: { track_ids: ids, ...request } });
  if (response.status !== 200) return [response.status, ((await response.json()) as { error: { reason: string } }).error.reason];
  const { grants } = grantsResponseSchema.parse(await response.json());
  return grants.map((grant) => ("refused" in grant ? grant.refused.reason : grant.renditions.map(({ tier }) => tier).join(" ")));
}

test("a plan that is paid for, or runs out, counts with the next grant", async () => {
  const { accountId, token } = await putListener();
  expect(await ask(token, [track])).toEqual(["aac-128"]);
  await change("account", accountId, { plan: "premium" });
  expect(await ask(token, [track])).toEqual(["aac-128 aac-256 flac"]);
  await change("account", accountId, { plan: "family" });
  expect(await ask(token, [track])).toEqual(["aac-128 aac-256 flac"]);
  await change("account", accountId, { plan: "free" });
  expect(await ask(token, [track])).toEqual(["aac-128"]);
});

test("offline is premium's; what the request says of itself only narrows", async () => {
  const { accountId, token } = await putListener();
  const device = { kind: "smartphone" };
  expect(await ask(token, [track], { device, offline: true })).toEqual(["offline"]);
  await change("account", accountId, { plan: "premium" });
  expect(await ask(token, [track], { device, offline: true })).toEqual(["aac-128 aac-256 flac"]);
  expect(await ask(token, [explicitTrack], { prefer: { explicit: false } })).toEqual(["explicit"]);
  expect(await ask(token, [track], { device: { kind: "toaster" } })).toEqual([400, "invalid_request"]);
  expect(await ask(await service.token(), [track], { offline: true })).toEqual(["offline"]);
});

test("a filter, an age, a market count with the next grant", async () => {
  const { accountId, token } = await putListener();
  const all = [track, explicitTrack, germanTrack];
  expect(await ask(token, all)).toEqual(["aac-128", "aac-128", "aac-128"]);
  await change("account", accountId, { filter_explicit: 1 });
  expect(await ask(token, all)).toEqual(["aac-128", "explicit", "aac-128"]);
  const child = `${new Date().getUTCFullYear() - 10}-01-01`;
  await change("account", accountId, { filter_explicit: 0, birth_date: child });
  expect(await ask(token, all)).toEqual(["aac-128", "under_age", "aac-128"]);
  const day = 24 * 3600 * 1000;
  await change("account", accountId, { birth_date: null, abroad_market: "FR", abroad_since: Date.now() - 13 * day });
  expect(await ask(token, all)).toEqual(["aac-128", "aac-128", "aac-128"]);
  await change("account", accountId, { abroad_since: Date.now() - 15 * day });
  expect(await ask(token, all)).toEqual(["aac-128", "aac-128", "market"]);
});

test("a session that ended gets no grant more, at once; another's session vouches for nobody", async () => {
  const { sessionId, token } = await putListener();
  expect(await ask(token, [track])).toEqual(["aac-128"]);
  await change("session", sessionId, { ended_at: Date.now(), end_reason: "logged_out" });
  expect(await ask(token, [track])).toEqual([401, "token_revoked"]);
  const other = await putListener();
  const stranger = await putListener();
  await change("session", stranger.sessionId, { account_id: other.accountId });
  expect(await ask(stranger.token, [track])).toEqual([401, "token_revoked"]);
});

test("guests hear what they did", async () => {
  expect(await ask(await service.token("DE"), [track, explicitTrack, germanTrack])).toEqual(["aac-128", "aac-128", "aac-128"]);
  expect(await ask(await service.token("FR"), [germanTrack])).toEqual(["market"]);
});

/** What the listener's browser asks of the service's own pages. */
async function browse({ cookie }: Person, method: string, path: string, body?: object | URLSearchParams): Promise<Response> {
  return fetch(new URL(path, service.url), {
    method,
    headers: { cookie, origin: service.url },
    redirect: "manual",
    ...(body && { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
  });
}

async function redirectOf(response: Response): Promise<string> {
  return redirectResponseSchema.parse(await response.json()).redirect;
}

test("paid on the checkout's page, premium plays with the token of before; given up, it is free again", async () => {
  const person = await putListener();
  const checkout = await redirectOf(await browse(person, "POST", "/accounts/v1/billing/checkout", { plan: "premium" }));
  expect(checkout).toContain(`${service.url}/dev/checkout/`);
  expect(await (await browse(person, "GET", checkout)).text()).toContain("Subscribe to Premium");
  const paid = await browse(person, "POST", checkout, new URLSearchParams({ card: "4242424242424242" }));
  expect([paid.status, paid.headers.get("location")]).toEqual([303, `${service.url}/account/plan?checkout=done`]);
  expect(await ask(person.token, [track], { offline: true })).toEqual(["aac-128 aac-256 flac"]);

  const portal = await redirectOf(await browse(person, "POST", "/accounts/v1/billing/portal"));
  for (const [revision, act] of ["let_payments_fail", "next_period"].entries())
    await browse(person, "POST", portal, new URLSearchParams({ act, revision: String(revision + 1) }));
  expect(await ask(person.token, [track])).toEqual(["aac-128 aac-256 flac"]);
  await browse(person, "POST", portal, new URLSearchParams({ act: "give_up", revision: "3" }));
  expect(await ask(person.token, [track])).toEqual(["aac-128"]);
});

test("lists say what may not be played, and why, by the same rules", async () => {
  const person = await putListener();
  const listed = async () => {
    const renewed = await browse(person, "POST", "/accounts/v1/session");
    const access = /access=([^;]+)/.exec(renewed.headers.get("set-cookie") ?? "")?.[1] ?? "";
    const album = albumSchema.parse(await (await service.api(`/v1/albums/${albumId}`, { token: access })).json());
    return album.tracks.items.map(({ is_playable, restrictions }) => restrictions?.reason ?? is_playable);
  };
  expect(await listed()).toEqual([true, true, true]);
  await change("account", person.accountId, { filter_explicit: 1 });
  expect(await listed()).toEqual([true, "explicit", true]);
  await change("account", person.accountId, { filter_explicit: 0, birth_date: `${new Date().getUTCFullYear() - 15}-01-01`, market: "FR" });
  expect(await listed()).toEqual([true, "explicit", "market"]);
});
