/** What can begin before anything is drawn: who listens, the document that the address names, and leave to play what it names. */
import { albums, newReleases, tracks } from "./api/catalogue.ts";
import { session } from "./api/session.ts";
import { playableItems } from "./player/playback.ts";
import { player } from "./player/player.ts";
import { route } from "./router/navigation.ts";

async function askAhead(): Promise<void> {
  const first = route.peek();
  await session.ensure();
  if (first.page === "track") {
    // Who follows a link to a track wants to hear it: leave to play is asked for beside its document.
    player.intend([first.id]);
    await albums.value((await tracks.value(first.id)).album.id);
  } else if (first.page === "album") {
    const items = playableItems(await albums.value(first.id));
    player.intend(items.slice(0, 2).map((item) => item.trackId));
  } else if (first.page === "home") {
    await newReleases.value("0");
  }
}

export function startAskingAhead(): void {
  // The page asks for the same things and says what failed.
  askAhead().catch(() => undefined);
}
