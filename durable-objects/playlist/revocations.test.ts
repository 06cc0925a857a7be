import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { valueOf } from "../../contracts/playlist-object.ts";
import { makePlaylist, migrateLibrary, owner, perform, randomId } from "./support/playlists.ts";
import { Watcher } from "./support/watcher.ts";

beforeAll(migrateLibrary);

test("a session that was ended hears nothing and changes nothing, though its token is good", async () => {
  await env.REVOCATIONS.getByName("all").add([{ id: "ended", owner }], Date.now() + 600_000);
  const { stub } = await makePlaylist();
  const ended = await Watcher.connect(stub, { id: owner, session: "ended" });
  if (typeof ended === "number") throw new Error("refused");
  ended.say({ v: 1, type: "hello" });
  ended.do(randomId(), { type: "describe", name: "Stolen" });
  expect(await ended.ended()).toBe(4401);
  const going = await Watcher.watch(stub, { id: owner, session: "going" });
  await perform(stub, owner, { type: "describe", description: "mine" });
  await going.next("change");
  expect(valueOf(await stub.head(owner)).name).toBe("Late trains");
});
