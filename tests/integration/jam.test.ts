/** Listening together over the whole service: how a jam is made of a session, who comes in by its link, and how it ends. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectCloseCodes, connectTicketSchema } from "../../contracts/connect.ts";
import { errorBodySchema } from "../../contracts/errors.ts";
import { jamMadeSchema, jamOfferSchema, type JamMade } from "../../contracts/jam.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "../support/catalogue.ts";
import { ConnectSocket, deviceNamed } from "../support/connect-socket.ts";
import { openPeople, type People, type Person } from "../support/people.ts";
import { startService, type TestService } from "../support/runtime.ts";

let service: TestService;
let people: People;
let album: string;
let tracks: string[];
beforeAll(async () => {
  service = await startService();
  people = await openPeople(service);
  const inputs = [];
  for (const number of [1, 2, 3]) inputs.push(trackInput(await putRecording(service, `jam ${number}`), number));
  const release = await putRelease(service, releaseInput("Together", inputs));
  album = `nearfield:album:${release.album_id}`;
  tracks = release.tracks.map(({ track_id }) => `nearfield:track:${track_id}`);
});
afterAll(() => service.stop());

const scope = "streaming user-read-playback-state user-modify-playback-state";
const listener = (): Promise<Person> => people.make({ scope });
const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });

async function ask(who: Person, method: string, path: string, { body, key }: { body?: object; key?: string } = {}) {
  const headers = { ...bearer(who), "content-type": "application/json", ...(key !== undefined && { "idempotency-key": key }) };
  const response = await fetch(`${service.url}/connect/jams${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

async function refusalOf(answer: ReturnType<typeof ask>): Promise<string> {
  const { status, body } = await answer;
  return status < 400 ? `${status}` : errorBodySchema.parse(body).error.reason;
}

async function make(who: Person, key: string = randomUUID()): Promise<JamMade> {
  const { status, body } = await ask(who, "POST", "", { key });
  expect(status).toBe(201);
  return jamMadeSchema.parse(body);
}

const enter = (who: Person, { id }: JamMade, device: string): Promise<ConnectSocket> =>
  ConnectSocket.open({ url: `${service.url}/connect/jams/${id}`, device: deviceNamed(device), headers: bearer(who) });

test("what a host plays goes on in the jam, for whoever comes in by the link", async () => {
  const [ada, ben] = [await listener(), await listener()];
  const speaker = await ConnectSocket.open({ url: service.url, device: deviceNamed("the-speaker"), headers: bearer(ada) });
  await speaker.do({ type: "play", context: album }, { target: "the-speaker" });
  const key = randomUUID();
  const first = await make(ada, key);
  // What was played moved away; the session stands still.
  await speaker.next("state", ({ d }) => d.state?.active === null && !d.state.playing);
  // What the listener plays by now is theirs, though the jam is asked for once more.
  await speaker.do({ type: "play", uris: tracks.slice(1) }, { target: "the-speaker" });
  const jam = await make(ada, key);
  expect(jam.id).toBe(first.id);
  await speaker.do({ type: "seek", position_ms: 9 });
  expect(speaker.parts.state).toMatchObject({ active: "the-speaker", playing: true });

  expect(await refusalOf(ask(ben, "POST", `/${jam.id}/offer`, { body: { secret: first.secret } }))).toBe("not_found");
  const offer = jamOfferSchema.parse((await ask(ben, "POST", `/${jam.id}/offer`, { body: { secret: jam.secret } })).body);
  expect(offer).toMatchObject({ people: [offer.host], controls: "host", plays: tracks[0] });
  await expect(enter(ben, jam, "the-phone")).rejects.toThrow("no socket");
  for (let time = 0; time < 2; time++) {
    expect((await ask(ben, "POST", `/${jam.id}/members`, { body: { secret: jam.secret } })).status).toBe(204);
  }
  const [host, guest] = [await enter(ada, jam, "the-speaker"), await enter(ben, jam, "the-speaker")];
  expect(guest.parts.jam?.people.map(({ account }) => account)).toEqual([ada.accountId, ben.accountId]);
  expect(guest.parts.state).toMatchObject({ playing: true });
  expect(guest.parts.devices?.find(({ active }) => active)?.account).toBe(ada.accountId);
  expect(guest.parts.queue?.current?.uri).toBe(tracks[0]);

  await guest.do({ type: "queue.add", uris: tracks.slice(2) });
  await host.next("state", ({ d }) => d.queue?.next[0]?.added_by === ben.accountId);
  expect((await guest.do({ type: "next" })).d).toMatchObject({ code: "RESTRICTED" });
  expect(await refusalOf(ask(ben, "PUT", `/${jam.id}/controls`, { body: { controls: "everyone" } }))).toBe("forbidden");
  expect(await refusalOf(ask(ada, "PUT", `/${jam.id}/controls`, { body: { controls: "anybody" } }))).toBe("invalid_request");
  expect((await ask(ada, "PUT", `/${jam.id}/controls`, { body: { controls: "everyone" } })).status).toBe(204);
  expect((await guest.do({ type: "next" })).t).toBe("ack");
  await host.next("state", ({ d }) => d.queue?.current?.uri === tracks[2]);

  expect((await ask(ada, "DELETE", `/${jam.id}`)).status).toBe(204);
  expect([await host.ended(), await guest.ended()]).toEqual([connectCloseCodes.ended, connectCloseCodes.ended]);
  await expect(enter(ada, jam, "the-speaker")).rejects.toThrow("no socket");
});

test("who is sent away does not come back by the same link; a ticket lets in who is in", async () => {
  const [ada, ben, eve] = [await listener(), await listener(), await listener()];
  const jam = await make(ada);
  await ask(ben, "POST", `/${jam.id}/members`, { body: { secret: jam.secret } });
  const { ticket } = connectTicketSchema.parse(
    await (await fetch(`${service.url}/connect/tickets`, { method: "POST", headers: bearer(ben) })).json(),
  );
  const device = await ConnectSocket.open({
    url: `${service.url}/connect/jams/${jam.id}?ticket=${ticket}`,
    device: deviceNamed("the-phone"),
  });
  expect((await ask(ada, "DELETE", `/${jam.id}/members/${ben.accountId}`)).status).toBe(204);
  expect(await device.ended()).toBe(connectCloseCodes.ended);
  expect(await refusalOf(ask(ben, "POST", `/${jam.id}/members`, { body: { secret: jam.secret } }))).toBe("not_found");
  const link = jamMadeSchema.parse((await ask(ada, "POST", `/${jam.id}/link`)).body);
  expect(await refusalOf(ask(eve, "POST", `/${jam.id}/members`, { body: { secret: link.secret } }))).toBe("204");
  expect((await ask(ada, "DELETE", `/${jam.id}/link`)).status).toBe(204);
  expect(await refusalOf(ask(ben, "POST", `/${jam.id}/members`, { body: { secret: link.secret } }))).toBe("not_found");
  expect(await refusalOf(ask(ben, "DELETE", `/${jam.id}`))).toBe("not_found");
  expect(await refusalOf(ask(eve, "DELETE", `/${jam.id}`))).toBe("forbidden");
  expect((await ask(eve, "DELETE", `/${jam.id}/members/${eve.accountId}`)).status).toBe(204);
});

test("whoever can't command can't share, and addresses that name nothing are refused by their field", async () => {
  const ada = await listener();
  const watcher = await people.make({ scope: "user-read-playback-state" });
  expect(await refusalOf(ask(watcher, "POST", ""))).toBe("insufficient_scope");
  expect(await refusalOf(ask(ada, "POST", "/nowhere/offer", { body: { secret: "0".repeat(22) } }))).toBe("invalid_request");
  const nothing = "0".repeat(22);
  expect(await refusalOf(ask(ada, "POST", `/${nothing}/offer`, { body: { secret: nothing } }))).toBe("not_found");
  expect(await refusalOf(ask(ada, "POST", `/${nothing}/members`, { body: {} }))).toBe("invalid_request");
  expect(await refusalOf(ask(ada, "GET", `/${nothing}`))).toBe("upgrade_required");
});
