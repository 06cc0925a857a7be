/** A playlist by its address: an invitation to it, the list itself, or why it can't be seen. */
import { computed } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PresentPerson } from "../../../contracts/playlist.ts";
import type { Playlist } from "../../../contracts/web-api/playlists.ts";
import type { PlaylistItem, PlaylistRole } from "../../../domain/playlist/schema.ts";
import { session } from "../api/session.ts";
import { visits } from "../router/navigation.ts";
import { FailedNotice } from "../ui/Loaded.tsx";
import { AlbumSkeleton } from "../ui/skeletons.tsx";
import { Page } from "../ui/Page.tsx";
import { itemOf, members, playlists, readItems } from "./documents.ts";
import { createEdits } from "./edits.ts";
import { factsOf, type Facts } from "./facts.ts";
import { colourOf } from "./head/PlaylistPicture.tsx";
import { othersOf } from "./head/Presence.tsx";
import { PlaylistHead, type Panel } from "./head/PlaylistHead.tsx";
import type { LivePlaylist } from "./live/LivePlaylist.ts";
import { livePlaylist } from "./live/open.ts";
import { keepListed } from "./listed.ts";
import { LiveNotice } from "./LiveNotice.tsx";
import { PlaylistBody } from "./list/PlaylistBody.tsx";
import { trackIdOf } from "./list/order.ts";
import { NotReadable } from "./NotReadable.tsx";
import { Panels } from "./Panels.tsx";
import { InvitationPage } from "./sharing/InvitationPage.tsx";
import { stopAskingLater, wantTracksLater } from "./tracks.ts";

/**
 * Milliseconds that a reader looks before a connection is made for them. Most leave before, and a famous playlist has many:
 * what they see comes from the cached document.
 */
const readersPatience = 8000;

/** Connected for as long as the page is looked at. @param role undefined until the document says it */
function useLive(id: string, role: PlaylistRole | undefined): LivePlaylist {
  const live = useMemo(() => livePlaylist(id), [id, session.audience.value]);
  const isReader = role === "reader";
  const isKnown = role !== undefined;
  useEffect(() => {
    if (!isKnown) return undefined;
    const timer = setTimeout(() => live.connect(), isReader ? readersPatience : 0);
    return () => {
      clearTimeout(timer);
      live.disconnect();
    };
  }, [live, isKnown, isReader]);
  return live;
}

/** All items of a longer playlist, for a reader: page by page until a live connection takes over, if there is one to be had. */
function useItemsRead({ id, items, role }: Playlist, live: LivePlaylist): readonly PlaylistItem[] | undefined {
  const [read, setRead] = useState<readonly PlaylistItem[]>();
  const isAlone = live.view.value === undefined && (role === "reader" || live.link.value === "away");
  const isMore = isAlone && items.next !== null;
  useEffect(() => {
    if (isMore) readItems(id).then(setRead, () => undefined);
  }, [id, isMore]);
  return read;
}

/** Who belongs to it is asked anew when somebody is here who is not on the list, and when one's own role changed. */
function useFreshMembers({ id, belongs, role }: Facts, here: readonly PresentPerson[]): void {
  const before = useRef(role);
  useEffect(() => {
    const listed = members.peek(id);
    const known = new Set(listed?.map(({ user }) => user.id));
    const isOld = before.current !== role || here.some((person) => person.role !== "reader" && !known.has(person.id));
    before.current = role;
    if (belongs && listed && isOld) members.get(id).retry();
  }, [id, belongs, role, here.map((person) => person.id).join()]);
}

function OpenPlaylist({ playlist, live }: { playlist: Playlist; live: LivePlaylist }) {
  const { id } = playlist;
  const view = live.view.value;
  const read = useItemsRead(playlist, live);
  const first = useMemo(() => playlist.items.items.map(itemOf), [playlist]);
  const items = view?.items ?? read ?? first;
  const facts = factsOf(playlist, view, live.role.value);
  const edits = useMemo(() => createEdits(live), [live]);
  const [panel, setPanel] = useState<Panel>();
  useEffect(() => wantTracksLater(items.map(({ uri }) => trackIdOf(uri))), [items]);
  useEffect(() => stopAskingLater, [id]);
  const others = othersOf(live.people.value, live.you.value);
  useFreshMembers(facts, others);
  useEffect(() => keepListed(facts), [facts.name, facts.total, facts.visibility, facts.images[0]?.url]);
  // Covers come in as the list becomes known, which is no reason to draw all of it again.
  const colour = useMemo(() => computed(() => colourOf(facts, items)), [facts.colour, items]).value;
  return (
    <Page title={facts.name} class="pl-page" tintColour={colour}>
      <PlaylistHead facts={facts} items={items} others={others} edits={edits} open={setPanel} />
      <LiveNotice live={live} canEdit={facts.canEdit} />
      <PlaylistBody facts={facts} items={items} others={others} edits={edits} live={live} />
      {panel && (
        <Panels
          panel={panel}
          facts={facts}
          revision={view?.revision}
          you={live.you.value}
          edits={edits}
          onClose={() => setPanel(undefined)}
        />
      )}
    </Page>
  );
}

function PlaylistById({ id }: { id: string }) {
  const resource = playlists.get(id);
  const state = resource.state.value;
  const live = useLive(id, state.kind === "ready" ? (state.value.role ?? "reader") : undefined);
  if (live.lost.value) return <NotReadable why={live.lost.value} name={state.kind === "ready" ? state.value.name : undefined} />;
  switch (state.kind) {
    case "loading":
      return <AlbumSkeleton />;
    case "ready":
      return <OpenPlaylist key={id} playlist={state.value} live={live} />;
    case "failed":
  }
  return state.error.failure === "not_found" ? <NotReadable why="unknown" /> : <FailedNotice error={state.error} retry={resource.retry} />;
}

/** The secret of an invitation stands behind the #, where no server and no log sees it. */
function useInvitation(): string | null {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const look = () => setFragment(location.hash);
    look();
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, [visits.value]);
  return new URLSearchParams(fragment.slice(1)).get("invitation");
}

export function PlaylistPage({ id }: { id: string }) {
  const invitation = useInvitation();
  return invitation === null ? <PlaylistById id={id} /> : <InvitationPage id={id} invitation={invitation} />;
}
