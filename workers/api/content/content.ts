/** What other Workers ask of music by RPC: what a context holds, and how tracks are shown (contracts/content.ts). */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { ContentAsker, ContentService, ContextAnswer } from "../../../contracts/content.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { clientErrorOf } from "../../../frame/app.ts";
import { relink } from "../catalogue/relink.ts";
import { readSameRecordings, readTracks } from "../playlists/known-tracks.ts";
import { showKnownTrack, type Viewer } from "../present.ts";
import { readContext } from "./contexts.ts";

export class Content extends WorkerEntrypoint<Env> implements ContentService {
  async resolve(uri: string, asker: ContentAsker): Promise<ContextAnswer> {
    try {
      return { ok: true, tracks: await readContext(uri, asker.account, viewerOf(asker), this.env) };
    } catch (thrown) {
      const { code } = clientErrorOf(thrown);
      if (code === "not_found" || code === "overloaded") return { ok: false, code };
      throw thrown;
    }
  }

  async tracks(ids: readonly string[], asker: ContentAsker, origin: string): Promise<(Track | null)[]> {
    const viewer = viewerOf(asker, origin);
    const found = await readTracks(ids, viewer.now);
    const shown = ids.map((id) => showKnownTrack(viewer, found.get(id)));
    return relink(viewer, shown, (those) => readSameRecordings(those, viewer.now));
  }
}

/** Whoever has a session has an account. */
function viewerOf({ plan, market, explicit }: ContentAsker, origin = ""): Viewer {
  return { origin, terms: { plan, market, explicit, extent: "full", device: undefined, offline: false }, now: Date.now() };
}
