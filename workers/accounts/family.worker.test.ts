import { env } from "cloudflare:workers";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { familySchema, type Family } from "../../contracts/accounts/billing.ts";
import { listMail } from "../../d1/accounts/mail.ts";
import { openDatabases, type SlicedDatabases } from "../../d1/databases.ts";
import { account as accountTable, familyMember } from "../../d1/schema/accounts.ts";
import { failsLater, openCustomer, sweep, type Customer } from "./support/customer.ts";
import { tellMember } from "./billing/family-plan.ts";
import type { Clock } from "./support/browser.ts";

const day = 24 * 3600 * 1000;
const start = Date.UTC(2026, 10, 1);
const databases = openDatabases(env, env.ACCOUNTS_SLICES);

const familyOf = async ({ browser }: Customer): Promise<Family> =>
  familySchema.parse(await (await browser.send("GET", "/accounts/v1/family")).json());
const planOf = async (customer: Customer) => (await customer.session()).listener?.account_plan;
const join = ({ browser }: Customer, ticket: string) => browser.send("POST", "/accounts/v1/family/join", { body: { ticket } });
const remove = async ({ browser }: Customer, member: Customer) =>
  (await browser.send("DELETE", `/accounts/v1/family/members/${member.account.id}`)).status;

let invited = 0;

/** Invites somebody and reads their mail. */
async function invite({ browser }: Customer): Promise<string> {
  const email = `invited-${(invited += 1)}@mail.example`;
  const response = await browser.send("POST", "/accounts/v1/family/invitations", { body: { email } });
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  const letter = (await listMail(databases, 1000)).find(({ recipient }) => recipient === email);
  const [, ticket = ""] = /\/family\/join\?ticket=([\w.]+)/.exec(letter?.text ?? "") ?? [];
  return ticket;
}

async function openOwner(clock: Clock, card?: string): Promise<Customer> {
  const owner = await openCustomer({ clock, account: { displayName: "Olga" } });
  await owner.subscribe("family", card);
  return owner;
}

async function openMember(clock: Clock, owner: Customer): Promise<Customer> {
  const member = await openCustomer({ clock });
  const response = await join(member, await invite(owner));
  if (response.status !== 204) throw new Error(`${response.status}: ${await response.text()}`);
  return member;
}

test("whoever is invited by mail joins, hears premium, and is listed with the others", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  expect(await familyOf(owner)).toMatchObject({ role: "owner", members: [{ display_name: "Olga", owner: true }], places: 5 });
  const member = await openMember(clock, owner);
  expect(await member.session()).toMatchObject({ plan: "premium", listener: { account_plan: "family" } });
  const members = [
    { id: owner.account.id, owner: true },
    { id: member.account.id, owner: false },
  ];
  expect(await familyOf(owner)).toMatchObject({ role: "owner", members, places: 4 });
  expect(await familyOf(member)).toMatchObject({ role: "member", members, places: 0 });
  expect(await familyOf(await openCustomer({ clock }))).toEqual({ role: "none", members: [], places: 0 });
});

test("joining again is having joined, and one invitation brings one person in", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  const ticket = await invite(owner);
  const [member, other] = [await openCustomer({ clock }), await openCustomer({ clock })];
  expect((await join(member, ticket)).status).toBe(204);
  expect((await join(member, ticket)).status).toBe(204);
  expect((await join(other, ticket)).status).toBe(409);
  expect(await familyOf(owner)).toMatchObject({ places: 4 });
  expect(await remove(owner, member)).toBe(204);
  expect((await join(member, ticket)).status).toBe(409);
  expect((await join(member, await invite(owner))).status).toBe(204);
  const late = await invite(owner);
  clock.now += 7 * day;
  expect((await join(other, late)).status).toBe(410);
  expect((await join(other, `${late.slice(0, -4)}0000`)).status).toBe(410);
});

test("of ten who join at once, five do", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  const tickets: string[] = [];
  const people: Customer[] = [];
  for (let index = 0; index < 10; index++) {
    tickets.push(await invite(owner));
    people.push(await openCustomer({ clock }));
  }
  const answers = await Promise.all(people.map((person, index) => join(person, tickets[index] ?? "")));
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  expect(await familyOf(owner)).toMatchObject({ places: 0, members: { length: 6 } });
  const plans = await Promise.all(people.map(planOf));
  expect(plans.filter((plan) => plan === "family")).toHaveLength(5);
  expect((await owner.browser.send("POST", "/accounts/v1/family/invitations", { body: { email: "a@b.example" } })).status).toBe(409);
});

test("who leaves, or is removed, is free; nobody else is touched", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  const [leaving, removed, staying] = [await openMember(clock, owner), await openMember(clock, owner), await openMember(clock, owner)];
  expect(await remove(leaving, staying)).toBe(204);
  expect(await planOf(staying)).toBe("family");
  expect([await remove(leaving, leaving), await remove(leaving, leaving)]).toEqual([204, 204]);
  expect([await remove(owner, removed), await remove(owner, removed), await remove(owner, owner)]).toEqual([204, 204, 204]);
  expect(await Promise.all([leaving, removed, staying, owner].map(planOf))).toEqual(["free", "free", "family", "family"]);
  expect(await familyOf(owner)).toMatchObject({ places: 4 });
  expect(await familyOf(leaving)).toMatchObject({ role: "none" });
});

test("when the owner's plan ends, grace included, all members are free; when it is paid again, they are back", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock, failsLater);
  const members = [await openMember(clock, owner), await openMember(clock, owner)];
  clock.now += 30 * day;
  await owner.press("next_period");
  expect(await Promise.all(members.map(planOf))).toEqual(["family", "family"]);
  clock.now += 7 * day - 1;
  await sweep(clock);
  expect(await Promise.all(members.map(planOf))).toEqual(["family", "family"]);
  clock.now += 1;
  await sweep(clock);
  expect(await Promise.all([...members, owner].map(planOf))).toEqual(["free", "free", "free"]);
  expect(await familyOf(owner)).toMatchObject({ role: "owner", members: { length: 3 }, places: 0 });
  expect((await owner.browser.send("POST", "/accounts/v1/family/invitations", { body: { email: "a@b.example" } })).status).toBe(409);

  await owner.press("pay");
  expect(await Promise.all([...members, owner].map(planOf))).toEqual(["family", "family", "family"]);
  await owner.press("switch_plan");
  expect(await Promise.all([...members, owner].map(planOf))).toEqual(["free", "free", "premium"]);
});

test("who pays for themselves is told so, and who is in a family is not sold a plan", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  const payer = await openCustomer({ clock });
  await payer.subscribe("premium");
  const ticket = await invite(owner);
  const refused = await join(payer, ticket);
  expect([refused.status, await refused.json()]).toMatchObject([409, { error: { message: "You have a plan of your own. End it first." } }]);
  expect((await join(owner, ticket)).status).toBe(409);
  const member = await openMember(clock, owner);
  const checkout = await member.browser.send("POST", "/accounts/v1/billing/checkout", { body: { plan: "premium" } });
  expect([checkout.status, await checkout.json()]).toMatchObject([409, { error: { reason: "conflict" } }]);
  const other = await openOwner(clock);
  expect((await join(member, await invite(other))).status).toBe(409);
  expect((await payer.browser.send("POST", "/accounts/v1/family/invitations", { body: { email: "a@b.example" } })).status).toBe(409);
});

test("who comes to pay for themselves leaves the family that does not, and gives the place up", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  const member = await openMember(clock, owner);
  await owner.press("switch_plan");
  expect(await planOf(member)).toBe("free");
  await member.subscribe("premium");
  await owner.press("switch_plan");
  expect(await planOf(member)).toBe("premium");
  expect(await familyOf(owner)).toMatchObject({ places: 5 });
  expect(await familyOf(member)).toMatchObject({ role: "none" });
});

test("of two families that are joined at once, one is", async () => {
  const clock = { now: start };
  const owners = [await openOwner(clock), await openOwner(clock)];
  const tickets = [await invite(owners[0] ?? never()), await invite(owners[1] ?? never())];
  const person = await openCustomer({ clock });
  const answers = await Promise.all(tickets.map((ticket) => join(person, ticket)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204, 409]));
  const places = await Promise.all(owners.map(async (owner) => (await familyOf(owner)).places));
  expect(new Set(places)).toEqual(new Set([4, 5]));
  expect(await planOf(person)).toBe("family");
});

test("what a request that was cut off left is told by the clock", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  const member = await openMember(clock, owner);
  // The owner's plan ended, and nobody was told.
  const database = databases.of(owner.account.id);
  await database.update(accountTable).set({ plan: "free" }).where(eq(accountTable.id, owner.account.id));
  await database.update(familyMember).set({ revision: 2 }).where(eq(familyMember.ownerId, owner.account.id));
  expect(await planOf(member)).toBe("family");
  await sweep(clock);
  expect(await planOf(member)).toBe("free");
});

test("whoever tells a member of what is no longer so looks again", async () => {
  const clock = { now: start };
  const owner = await openOwner(clock);
  const member = await openMember(clock, owner);
  const which = { ownerId: owner.account.id, memberId: member.account.id };
  const database = databases.of(which.ownerId);
  const move = (plan: "free" | "family") =>
    database.batch([
      database.update(accountTable).set({ plan }).where(eq(accountTable.id, which.ownerId)),
      database
        .update(familyMember)
        .set({ revision: sql`revision + 1` })
        .where(eq(familyMember.ownerId, which.ownerId)),
    ]);
  await move("free");
  await move("family");
  const meanwhile: Promise<unknown>[] = [];
  const accounts: SlicedDatabases = {
    ...databases,
    of(id) {
      // The family was read; before the member is, the plan ends.
      if (id === which.memberId && meanwhile.length === 0) meanwhile.push(move("free"));
      return databases.of(id);
    },
  };
  await tellMember({ accounts, now: clock.now }, which);
  await Promise.all(meanwhile);
  expect(await planOf(member)).toBe("free");
});

function never(): never {
  throw new Error("that is not reached");
}
