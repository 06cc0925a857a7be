/** Who is let in by a ticket, and for how long a connection lasts. */
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectSocketLimits } from "../../contracts/connect.ts";
import { hashOf } from "../../frame/secret.ts";
import { Device } from "./support/device.ts";
import { newSession, randomId, rowsOf, viewerOf } from "./support/sessions.ts";

const { ticketMs, renewalLeadMs } = connectSocketLimits;
const secret = "s".repeat(43);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());
const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

test("a ticket is good once, also after a sleep", async () => {
  const { stub, account } = newSession();
  const viewer = viewerOf(account);
  const hash = await hashOf(secret);
  await stub.issueTicket(hash, viewer, Date.now() + ticketMs);
  await evictDurableObject(stub);
  expect(await stub.redeemTicket(hash)).toEqual(viewer);
  expect(await stub.redeemTicket(hash)).toBeNull();
  expect(await rowsOf(stub)).toMatchObject({ ticket: 0, session: 0 });
});

test("a ticket is good for half a minute, and leaves nothing behind", async () => {
  const { stub, account } = newSession();
  await stub.issueTicket("one", viewerOf(account), Date.now() + ticketMs);
  await stub.issueTicket("other", viewerOf(account), Date.now() + ticketMs);
  later(ticketMs - 1);
  expect(await stub.redeemTicket("one")).not.toBeNull();
  later(1);
  expect(await stub.redeemTicket("other")).toBeNull();
  await stub.issueTicket("third", viewerOf(account), Date.now() + ticketMs);
  later(ticketMs);
  await stub.issueTicket("last", viewerOf(account), Date.now() + ticketMs);
  expect(await rowsOf(stub)).toMatchObject({ ticket: 1 });
});

test("a hundred tickets wait, the newest ones", async () => {
  const { stub, account } = newSession();
  for (let count = 0; count < 103; count++) await stub.issueTicket(`ticket ${count}`, viewerOf(account), Date.now() + ticketMs + count);
  expect(await rowsOf(stub)).toMatchObject({ ticket: 100 });
  expect([await stub.redeemTicket("ticket 2"), (await stub.redeemTicket("ticket 3"))?.session]).toEqual([null, "session"]);
});

test("before its token expires a device is asked for another ticket, and stays for as long as that one's token", async () => {
  const session = newSession();
  const device = await Device.join(session, "the-phone");
  const until = (await Device.open(session, "the-other").then((other) => other.greet())).d.expires_at;
  later(600_000 - renewalLeadMs - 1);
  device.socket.send("ping");
  device.say({ t: "seen", d: { revision: 1 } });
  later(1);
  await runDurableObjectAlarm(session.stub);
  expect(await device.next("auth.refresh")).toMatchObject({ d: { expires_at: until } });
  const viewer = viewerOf(session.account, { session: "newer" });
  await session.stub.issueTicket(await hashOf(secret), viewer, Date.now() + ticketMs);
  const id = randomId();
  device.say({ t: "auth.refresh", id, d: { ticket: `${session.account}.${secret}` } });
  expect(await device.next("ack")).toMatchObject({ re: id });
  later(renewalLeadMs);
  device.say({ t: "seen", d: { revision: 1 } });
  await runDurableObjectAlarm(session.stub);
  expect(await device.do({ type: "pause" })).toBe("NO_ACTIVE_DEVICE");
  expect(device.messages.filter(({ t }) => t === "auth.refresh")).toEqual([]);
});

test("whoever does not renew is let go when the token expires", async () => {
  const session = newSession();
  const [asleep, active] = [await Device.join(session, "the-asleep"), await Device.join(session, "the-active")];
  later(600_000);
  active.command({ type: "pause" });
  expect(await active.ended()).toBe(4401);
  expect(await asleep.ended()).toBe(4401);
  expect(active.messages.some(({ t }) => t === "nack")).toBe(false);
  expect((await session.stub.snapshot()).parts.devices.map(({ online }) => online)).toEqual([false, false]);
});

test("nothing is done for a token that expired a moment ago", async () => {
  const session = newSession();
  const device = await Device.join(session, "the-phone", { viewer: { expires_at: Date.now() + 2000 } });
  later(2000);
  device.command({ type: "pause" });
  expect(await device.ended()).toBe(4401);
  expect([device.messages.at(-1)?.t, device.messages.some(({ t }) => t === "nack")]).toEqual(["bye", false]);
});

test("a ticket that was used, has expired or is another listener's renews nothing", async () => {
  const [session, other] = [newSession(), newSession()];
  const device = await Device.join(session, "the-phone");
  const hash = await hashOf(secret);
  const renew = async (account: string) => {
    device.say({ t: "auth.refresh", id: randomId(), d: { ticket: `${account}.${secret}` } });
    return (await device.next("nack")).d.code;
  };
  expect(await renew(session.account)).toBe("RESTRICTED");
  await other.stub.issueTicket(hash, viewerOf(other.account), Date.now() + ticketMs);
  expect(await renew(other.account)).toBe("RESTRICTED");
  await session.stub.issueTicket(hash, viewerOf(session.account), Date.now() + ticketMs);
  later(ticketMs);
  expect(await renew(session.account)).toBe("RESTRICTED");
  expect(await device.do({ type: "pause" })).toBe("NO_ACTIVE_DEVICE");
});

test("a device that sounds is let go by a ticket that does not cover that any more", async () => {
  const session = newSession();
  const device = await Device.join(session, "the-phone");
  await session.stub.issueTicket(await hashOf(secret), viewerOf(session.account, { plays: false }), Date.now() + ticketMs);
  device.say({ t: "auth.refresh", id: randomId(), d: { ticket: `${session.account}.${secret}` } });
  expect(await device.ended()).toBe(4403);
});
