/** What changes for a listener reaches the next grant, whatever their token still says. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { grantsResponseSchema } from "../../contracts/playback.ts";
import { changeAccount, changeSession, putListener } from "../support/accounts.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "../support/catalogue.ts";
import { startService, type TestService } from "../support/runtime.ts";

let service: TestService;
let track = "";
let explicitTrack = "";
let germanTrack = "";
beforeAll(async () => {
  service = await startService();
  const recording = await putRecording(service, "tides", ["aac-128", "aac-256", "flac"]);
  const release = await putRelease(
    service,
    releaseInput("Tides", [
      trackInput(recording, 1),
      trackInput(recording, 2, { explicit: true }),
      trackInput(recording, 3, { markets: ["DE"] }),
    ]),
  );
  [track = "", explicitTrack = "", germanTrack = ""] = release.tracks.map(({ track_id }) => track_id);
});
afterAll(() => service.stop());

/** Tiers that are granted of each track, or why it is refused. */
async function ask(token: string, ids: string[], request: object = {}) {
  const response = await service.api("/v1/playback/grants", { token, body: { track_ids: ids, ...request } });
  if (response.status !== 200) return [response.status, ((await response.json()) as { error: { reason: string } }).error.reason];
  const { grants } = grantsResponseSchema.parse(await response.json());
  return grants.map((grant) => ("refused" in grant ? grant.refused.reason : grant.renditions.map(({ tier }) => tier).join(" ")));
}

test("a plan that is paid for, or runs out, counts with the next grant", async () => {
  const { accountId, token } = await putListener(service);
  expect(await ask(token, [track])).toEqual(["aac-128"]);
  await changeAccount(service, accountId, { plan: "premium" });
  expect(await ask(token, [track])).toEqual(["aac-128 aac-256 flac"]);
  await changeAccount(service, accountId, { plan: "family" });
  expect(await ask(token, [track])).toEqual(["aac-128 aac-256 flac"]);
  await changeAccount(service, accountId, { plan: "free" });
  expect(await ask(token, [track])).toEqual(["aac-128"]);
});

test("offline is premium's; what the request says of itself only narrows", async () => {
  const { accountId, token } = await putListener(service);
  const device = { kind: "smartphone" };
  expect(await ask(token, [track], { device, offline: true })).toEqual(["offline"]);
  await changeAccount(service, accountId, { plan: "premium" });
  expect(await ask(token, [track], { device, offline: true })).toEqual(["aac-128 aac-256 flac"]);
  expect(await ask(token, [explicitTrack], { prefer: { explicit: false } })).toEqual(["explicit"]);
  expect(await ask(token, [track], { device: { kind: "toaster" } })).toEqual([400, "invalid_request"]);
  expect(await ask(await service.token(), [track], { offline: true })).toEqual(["offline"]);
});

test("a filter, an age, a market count with the next grant", async () => {
  const { accountId, token } = await putListener(service);
  const all = [track, explicitTrack, germanTrack];
  expect(await ask(token, all)).toEqual(["aac-128", "aac-128", "aac-128"]);
  await changeAccount(service, accountId, { filter_explicit: 1 });
  expect(await ask(token, all)).toEqual(["aac-128", "explicit", "aac-128"]);
  const child = `${new Date().getUTCFullYear() - 10}-01-01`;
  await changeAccount(service, accountId, { filter_explicit: 0, birth_date: child });
  expect(await ask(token, all)).toEqual(["aac-128", "under_age", "aac-128"]);
  const day = 24 * 3600 * 1000;
  await changeAccount(service, accountId, { birth_date: null, abroad_market: "FR", abroad_since: Date.now() - 13 * day });
  expect(await ask(token, all)).toEqual(["aac-128", "aac-128", "aac-128"]);
  await changeAccount(service, accountId, { abroad_since: Date.now() - 15 * day });
  expect(await ask(token, all)).toEqual(["aac-128", "aac-128", "market"]);
});

test("a session that ended gets no grant more, at once; another's session vouches for nobody", async () => {
  const { sessionId, token } = await putListener(service);
  expect(await ask(token, [track])).toEqual(["aac-128"]);
  await changeSession(service, sessionId, { ended_at: Date.now(), end_reason: "logged_out" });
  expect(await ask(token, [track])).toEqual([401, "token_revoked"]);
  const other = await putListener(service);
  const stranger = await putListener(service);
  await changeSession(service, stranger.sessionId, { account_id: other.accountId });
  expect(await ask(stranger.token, [track])).toEqual([401, "token_revoked"]);
});

test("guests hear what they did", async () => {
  expect(await ask(await service.token("DE"), [track, explicitTrack, germanTrack])).toEqual(["aac-128", "aac-128", "aac-128"]);
  expect(await ask(await service.token("FR"), [germanTrack])).toEqual(["market"]);
});
