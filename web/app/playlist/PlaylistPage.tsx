/** A playlist by its address: an invitation to it, the list itself, or why it can't be seen. */
import { computed } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PresentPerson } from "../../../contracts/playlist.ts";
import type { Playlist } from "../../../contracts/web-api/playlists.ts";
import type { PlaylistItem } from "../../../domain/playlist/schema.ts";
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
import { LiveNotice } from "./LiveNotice.tsx";
import { PlaylistBody } from "./list/PlaylistBody.tsx";
import { trackIdOf } from "./list/order.ts";
import { NotReadable } from "./NotReadable.tsx";
import { Panels } from "./Panels.tsx";
import { InvitationPage } from "./sharing/InvitationPage.tsx";
import { stopAskingLater, wantTracksLater } from "./tracks.ts";

/** Connected for as long as the page is looked at. */
function useLive(id: string): LivePlaylist {
  const live = useMemo(() => livePlaylist(id), [id, session.audience.value]);
  useEffect(() => {
    live.connect();
    return () => live.disconnect();
  }, [live]);
  return live;
}

/** What a reader sees whom no live connection takes in: there are only so many. */
function useItemsRead(id: string, live: LivePlaylist): readonly PlaylistItem[] | undefined {
  const [items, setItems] = useState<readonly PlaylistItem[]>();
  const isWithout = live.link.value === "away" && live.view.value === undefined;
  useEffect(() => {
    if (isWithout) readItems(id).then(setItems, () => undefined);
  }, [id, isWithout]);
  return items;
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
  const read = useItemsRead(id, live);
  const first = useMemo(() => playlist.items.items.map(itemOf), [playlist]);
  const items = view?.items ?? read ?? first;
  const facts = factsOf(playlist, view, live.role.value);
  const edits = useMemo(() => createEdits(live), [live]);
  const [panel, setPanel] = useState<Panel>();
  useEffect(() => wantTracksLater(items.map(({ uri }) => trackIdOf(uri))), [items]);
  useEffect(() => stopAskingLater, [id]);
  const others = othersOf(live.people.value, live.you.value);
  useFreshMembers(facts, others);
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
  const live = useLive(id);
  const resource = playlists.get(id);
  const state = resource.state.value;
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
