import { expect, test } from "vitest";
import type { Listener, SessionResponse } from "../../../contracts/accounts/session.ts";
import { createSession, type TabMessage, type Tabs } from "./session.ts";

const ada: Listener = {
  id: "ada",
  email: "ada@example.org",
  display_name: "Ada",
  image: null,
  roles: ["listener"],
  account_plan: "premium",
  locale: "en",
  settings: { quality: "automatic", normalise: true, gapless: true, autoplay: true },
};
const asGuest: SessionResponse = { listener: null, plan: "free", market: "DE", expires_in: 600 };
const asAda: SessionResponse = { listener: ada, plan: "premium", market: "DE", expires_in: 600 };

/** Tabs that share one channel: what one posts, all others receive. */
function createTabs(): () => Tabs {
  const all = new Set<(message: TabMessage) => void>();
  return () => {
    let own: ((message: TabMessage) => void) | undefined;
    return {
      tell: (message) => {
        for (const hear of all) if (hear !== own) hear(message);
      },
      listen: (hear) => {
        own = hear;
        all.add(hear);
      },
    };
  };
}

function fixture({ status = 200, tabs }: { status?: number; tabs?: Tabs } = {}) {
  let asked = 0;
  let clock = 0;
  let visitor = asGuest;
  let holding: Promise<void> = Promise.resolve();
  const request = async () => {
    asked += 1;
    const answer = visitor;
    await holding;
    return Response.json(status === 200 ? answer : {}, { status });
  };
  return {
    session: createSession({ request, now: () => clock, ...(tabs && { tabs }) }),
    asked: () => asked,
    pass: (ms: number) => (clock += ms),
    become: (next: SessionResponse) => (visitor = next),
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      holding = promise;
      return resolve;
    },
  };
}

test("nobody is known before the service has said who listens", async () => {
  const { session } = fixture();
  expect([session.listener.value, session.audience.value]).toEqual([undefined, undefined]);
  await session.ensure();
  expect([session.listener.value, session.plan.value]).toEqual([null, "free"]);
});

test("callers at the same time share one request", async () => {
  const { session, asked } = fixture();
  await Promise.all([session.ensure(), session.ensure(), session.ensure({ renew: true })]);
  expect(asked()).toBe(1);
});

test("the cookie is renewed a minute before it expires, and when it was refused", async () => {
  const { session, asked, pass } = fixture();
  await session.ensure();
  pass(539_000);
  await session.ensure();
  expect(asked()).toBe(1);
  pass(2000);
  await session.ensure();
  expect(asked()).toBe(2);
  await session.ensure({ renew: true });
  expect(asked()).toBe(3);
});

test("a failure is not kept", async () => {
  const { session, asked } = fixture({ status: 503 });
  await expect(session.ensure()).rejects.toMatchObject({ failure: "busy" });
  await expect(session.ensure()).rejects.toMatchObject({ failure: "busy" });
  expect(asked()).toBe(2);
});

test("a renewal that was under way during a login is asked for again: it has written the guest's cookie", async () => {
  const { session, asked, become, hold } = fixture();
  const release = hold();
  const renewal = session.ensure();
  become(asAda);
  session.adopt(asAda);
  release();
  await renewal;
  expect(asked()).toBe(2);
  expect(session.listener.value?.id).toBe("ada");
});

test("the audience changes with the listener, and when something was reconsidered; not with a mere renewal", async () => {
  const { session, become } = fixture();
  await session.ensure();
  const guest = session.audience.value;
  await session.ensure({ renew: true });
  expect(session.audience.value).toBe(guest);
  become(asAda);
  session.adopt(asAda);
  const listener = session.audience.value;
  expect(listener).not.toBe(guest);
  await session.reconsider();
  expect(session.audience.value).not.toBe(listener);
});

test("what one tab learns, all others know: they need no renewal of their own", async () => {
  const join = createTabs();
  const [first, second] = [fixture({ tabs: join() }), fixture({ tabs: join() })];
  await first.session.ensure();
  await second.session.ensure();
  expect([first.asked(), second.asked()]).toEqual([1, 0]);
  first.session.adopt(asAda);
  expect(second.session.listener.value?.id).toBe("ada");
  expect(second.session.audience.value).toBe(first.session.audience.value);
});
