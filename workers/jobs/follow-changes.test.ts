import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { CatalogueChange } from "../../contracts/catalogue-change.ts";
import { overdueChanges } from "../../d1/catalog/project.ts";
import { duePurges } from "../../d1/catalog/purges.ts";
import { readNewReleases } from "../../d1/catalog/new-releases.ts";
import { readArtist } from "../../d1/catalog/read.ts";
import { setWithdrawn } from "../../d1/catalog/takedown.ts";
import type { AppliedRelease } from "../../d1/catalog/write.ts";
import type { Image } from "../../domain/catalogue.ts";
import { followChanges } from "./follow-changes.ts";
import { databases, deliver, makeRecording, migrate, newId } from "./support/catalogue.ts";

beforeAll(migrate);

const wholeList = { market: "DE", offset: 0, limit: 1000 };
const documents = { invalidate: async () => undefined };

async function follow(change: CatalogueChange | undefined, bucket: R2Bucket = env.MEDIA): Promise<void> {
  if (!change) throw new Error("there is nothing to follow");
  expect(await followChanges({ databases, bucket, documents }, [change])).toEqual([]);
}

async function withdraw(id: string, action: "withdraw" | "restore" = "withdraw"): Promise<CatalogueChange> {
  return (await setWithdrawn(databases, id, { action }, Date.now())).change;
}

/** A bucket in which something else happens once, before the first look at its files. */
function interruptedBy(happens: () => Promise<void>): R2Bucket {
  let done = false;
  return new Proxy(env.MEDIA, {
    get(bucket, name) {
      const value: unknown = Reflect.get(bucket, name, bucket);
      if (typeof value !== "function") return value;
      return async (...input: unknown[]): Promise<unknown> => {
        if (name === "list" && !done) {
          done = true;
          await happens();
        }
        return Reflect.apply(value, bucket, input);
      };
    },
  });
}

const isHeard = async (recordingId: string) => (await env.MEDIA.head(`recordings/${recordingId}/aac-128.mp4`)) !== null;

async function isListed({ albumId }: AppliedRelease, artistId: string): Promise<boolean[]> {
  const artist = await readArtist(databases, artistId);
  const { albums: releases } = await readNewReleases(databases, wholeList, Date.now());
  return [artist?.albums.some(({ album }) => album.id === albumId) ?? false, releases.some((album) => album.id === albumId)];
}

async function artistOf({ albumId }: AppliedRelease): Promise<string> {
  const release = (await readNewReleases(databases, wholeList, Date.now())).albums.find((album) => album.id === albumId);
  return release?.artists[0]?.id ?? "";
}

it("a follower that read before a takedown does not have the last word", async () => {
  const recordingId = await makeRecording();
  const release = await deliver("Overtaken", [recordingId]);
  await follow(release.change);
  const artistId = await artistOf(release);
  expect(await isListed(release, artistId)).toEqual([true, true]);
  const again = await deliver("Overtaken", [recordingId], { label: "Corrected" });
  const late = interruptedBy(async () => follow(await withdraw(release.albumId)));
  await follow(again.change, late);
  expect(await isListed(release, artistId)).toEqual([false, false]);
  expect(await isHeard(recordingId)).toBe(false);
});

it("a follower that read before a restoration does not have the last word either", async () => {
  const recordingId = await makeRecording();
  const release = await deliver("Restored", [recordingId]);
  await follow(release.change);
  const artistId = await artistOf(release);
  const withdrawal = await withdraw(release.albumId);
  await follow(
    withdrawal,
    interruptedBy(async () => follow(await withdraw(release.albumId, "restore"))),
  );
  expect(await isListed(release, artistId)).toEqual([true, true]);
  expect(await isHeard(recordingId)).toBe(true);
});

it("an artist who left the album while it was followed is not left with it", async () => {
  const recordingId = await makeRecording();
  const release = await deliver("Recast", [recordingId], { ref: "recast", artists: [{ name: "Wrong" }] });
  const overtaken = interruptedBy(async () => follow((await deliver("Recast", [recordingId], { ref: "recast" })).change));
  await follow(release.change, overtaken);
  const [wrong] = release.change ? await artistIdsNamed("Wrong") : [];
  expect(await isListed(release, wrong ?? "")).toEqual([false, true]);
});

async function artistIdsNamed(name: string): Promise<string[]> {
  const { results } = await env.CATALOG_0.prepare("SELECT id FROM artist WHERE name = ?").bind(name).all<{ id: string }>();
  return results.map((row) => row.id);
}

it("one recording that can't be moved keeps no other from being withheld, nor its purge", async () => {
  const [stuck, free] = [await makeRecording(), await makeRecording()];
  const release = await deliver("Half stuck", [stuck, free]);
  await follow(release.change);
  const bucket = new Proxy(env.MEDIA, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function"
        ? (...input: unknown[]): unknown => refuse(name, input) ?? Reflect.apply(value, target, input)
        : value;
    },
  });
  function refuse(name: string | symbol, [key]: unknown[]): Promise<never> | undefined {
    return name === "put" && String(key).includes(stuck) ? Promise.reject(new Error("R2 is unwell")) : undefined;
  }
  const change = await withdraw(release.albumId);
  expect(await followChanges({ databases, bucket, documents }, [change])).toMatchObject([{ message: "R2 is unwell" }]);
  expect([await isHeard(stuck), await isHeard(free)]).toEqual([true, false]);
  expect((await duePurges(databases, Date.now())).map((purge) => purge.tag)).toContain(`recording:${free}`);
  expect((await overdueChanges(databases, Date.now() + 1)).map((noted) => noted.id)).toContain(change.id);
});

describe("a cover", () => {
  const fileOf = (imageId: string) => `images/${imageId}/640.jpg`;
  const isShown = async (imageId: string) => (await env.MEDIA.head(fileOf(imageId))) !== null;

  async function makeCover(): Promise<Image> {
    const id = newId();
    await env.MEDIA.put(fileOf(id), "picture");
    return { id, sizes: [640], colour: "#123456" };
  }

  it("is withheld with the last standing album that shows it, and comes back with the first", async () => {
    const [cover, recordingId] = [await makeCover(), await makeRecording()];
    const [album, deluxe] = [
      await deliver("Covered", [recordingId], { cover }),
      await deliver("Covered, deluxe", [recordingId], { cover }),
    ];
    await follow(album.change);
    await follow(deluxe.change);
    await follow(await withdraw(album.albumId));
    expect(await isShown(cover.id)).toBe(true);
    await follow(await withdraw(deluxe.albumId));
    expect(await isShown(cover.id)).toBe(false);
    expect((await duePurges(databases, Date.now())).map((purge) => purge.tag)).toContain(`image:${cover.id}`);
    await follow(await withdraw(album.albumId, "restore"));
    expect(await isShown(cover.id)).toBe(true);
  });

  it("is withheld once it is replaced", async () => {
    const [former, cover, recordingId] = [await makeCover(), await makeCover(), await makeRecording()];
    await follow((await deliver("Reissued", [recordingId], { cover: former })).change);
    await follow((await deliver("Reissued", [recordingId], { cover })).change);
    expect([await isShown(former.id), await isShown(cover.id)]).toEqual([false, true]);
  });
});
