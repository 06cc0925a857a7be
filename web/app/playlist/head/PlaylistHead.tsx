/** The head of a playlist: what it is called, who made it, who is here; play, share, and what else can be done with it. */
import { useRef } from "preact/hooks";
import type { PresentPerson } from "../../../../contracts/playlist.ts";
import type { PlaylistItem } from "../../../../domain/playlist/schema.ts";
import { playlistLimits } from "../../../../domain/playlist/limits.ts";
import { formatLength } from "../../i18n/format.ts";
import { language, t as app } from "../../i18n/language.ts";
import { exportActions } from "../../library/exchange/export.ts";
import { HeartButton } from "../../library/HeartButton.tsx";
import { openShare } from "../../library/openers.ts";
import { controls } from "../../player/controls.ts";
import { Icon } from "../../ui/Icon.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Menu, type MenuAction } from "../../ui/Menu.tsx";
import { notify } from "../../ui/notices.ts";
import type { Edits } from "../edits.ts";
import type { Facts } from "../facts.ts";
import { t } from "../i18n/texts.ts";
import { trackIdOf } from "../list/order.ts";
import { PersonMark } from "../PersonMark.tsx";
import { playlistIsPlaying, playShuffled, queueItems, togglePlaylist } from "../playing.ts";
import { eachTrack } from "../tracks.ts";
import { InPlace } from "./InPlace.tsx";
import { PlaylistPicture } from "./PlaylistPicture.tsx";
import { HereNow, MembersButton } from "./Presence.tsx";
import { duplicate, removePicture, usePictureChooser } from "./headActions.ts";

export type Panel = "members" | "settings" | "history" | "delete";

type HeadProps = {
  facts: Facts;
  items: readonly PlaylistItem[];
  others: readonly PresentPerson[];
  edits: Edits;
  open: (panel: Panel) => void;
};

/** How long all of it lasts; undefined while some tracks are not known. */
function secondsOf(items: readonly PlaylistItem[]): number | undefined {
  const find = eachTrack();
  let seconds = 0;
  for (const { uri } of items) {
    const known = find(trackIdOf(uri));
    if (known === undefined) return undefined;
    if (known !== "gone") seconds += known.duration_ms / 1000;
  }
  return seconds;
}

function Names({ facts, edits }: Pick<HeadProps, "facts" | "edits">) {
  const { name, description, isOwner } = facts;
  return (
    <>
      <InPlace
        value={name}
        label={t("head.name")}
        editLabel={t("head.rename")}
        maxLength={playlistLimits.name}
        isRequired
        isEditable={isOwner}
        onSave={(text) => edits.describe({ name: text })}
        meanwhile={<h1 class="visually-hidden">{name}</h1>}
      >
        <h1 class="display">
          <bdi>{name}</bdi>
        </h1>
      </InPlace>
      {(description !== "" || isOwner) && (
        <InPlace
          value={description}
          label={t("head.description")}
          editLabel={description === "" ? t("head.describe") : t("head.redescribe")}
          maxLength={playlistLimits.description}
          isLong
          isEditable={isOwner}
          onSave={(text) => edits.describe({ description: text })}
        >
          <p class={description === "" ? "pl-description quiet" : "pl-description"} dir="auto">
            {description === "" ? t("head.noDescription") : description}
          </p>
        </InPlace>
      )}
    </>
  );
}

function Byline({ facts, items }: Pick<HeadProps, "facts" | "items">) {
  const seconds = secondsOf(items);
  const parts = [
    app("album.tracks", { count: facts.total }),
    ...(seconds === undefined || seconds === 0 || items.length < facts.total ? [] : [formatLength(seconds, language.value)]),
  ];
  return (
    <p class="pl-byline">
      <PersonMark id={facts.owner.id} name={facts.owner.display_name ?? undefined} />
      <span>
        <bdi class="pl-owner">{facts.owner.display_name ?? t("head.nobody")}</bdi>
        {` · ${parts.join(" · ")}`}
      </span>
    </p>
  );
}

function menuOf({ facts, items, edits, open }: HeadProps, choosePicture: () => void): MenuAction[] {
  const enqueue = () => {
    const all = queueItems(items);
    controls.enqueue(all);
    notify(app("queue.added", { count: all.length }));
  };
  const share = () =>
    openShare({
      type: "playlist",
      id: facts.id,
      name: facts.name,
      by: facts.owner.display_name ?? "",
      isPrivate: facts.visibility !== "public",
    });
  return [
    ...(facts.isOwner
      ? [
          { label: t("menu.settings"), run: () => open("settings") },
          { label: t("menu.picture"), run: choosePicture },
          ...(facts.images.length > 0 ? [{ label: t("menu.removePicture"), run: () => removePicture(edits) }] : []),
        ]
      : []),
    ...(facts.belongs
      ? [
          { label: t("menu.history"), run: () => open("history") },
          { label: t("menu.members"), run: () => open("members") },
        ]
      : []),
    { label: app("track.enqueue"), run: enqueue },
    { label: t("menu.duplicate"), run: () => void duplicate(facts) },
    { label: t("menu.share"), run: share },
    ...exportActions(facts),
    ...(facts.isOwner ? [{ label: t("menu.delete"), run: () => open("delete") }] : []),
  ];
}

function Actions(props: HeadProps & { choosePicture: () => void }) {
  const { facts, items, open, choosePicture } = props;
  const playing = playlistIsPlaying(facts.id);
  return (
    <div class="pl-actions">
      {items.length > 0 && (
        <>
          <button type="button" class="button primary" onClick={() => togglePlaylist(facts.id, items)}>
            <Icon name={playing ? "pause" : "play"} />
            <span>
              {playing ? app("play.pause") : app("play.play")}
              <span class="visually-hidden"> {facts.name}</span>
            </span>
          </button>
          <IconButton icon="shuffle" label={t("head.shuffle")} onClick={() => playShuffled(facts.id, items)} />
        </>
      )}
      {!facts.isOwner && <HeartButton type="playlist" id={facts.id} name={facts.name} />}
      {facts.belongs && <MembersButton id={facts.id} onOpen={() => open("members")} />}
      <Menu label={app("track.more", { name: facts.name })} actions={() => menuOf(props, choosePicture)} />
    </div>
  );
}

export function PlaylistHead(props: HeadProps) {
  const { facts, items, others, edits } = props;
  const file = useRef<HTMLInputElement>(null);
  const { choose, busy } = usePictureChooser(facts.id);
  const choosePicture = () => file.current?.click();
  return (
    <header class="pl-head">
      <div class={busy ? "pl-picture busy" : "pl-picture"}>
        <PlaylistPicture facts={facts} items={items} />
        {facts.isOwner && (
          <>
            <button
              type="button"
              class="pl-picture-button"
              aria-label={t("menu.picture")}
              title={t("menu.picture")}
              onClick={choosePicture}
            >
              <Icon name="edit" />
            </button>
            <input
              ref={file}
              type="file"
              class="visually-hidden"
              accept="image/*"
              tabIndex={-1}
              aria-hidden="true"
              onChange={(event) => {
                const [chosen] = event.currentTarget.files ?? [];
                if (chosen) void choose(chosen);
                // So that the same file can be chosen once more.
                event.currentTarget.value = "";
              }}
            />
          </>
        )}
      </div>
      <div class="pl-names">
        <p class="eyebrow">{t(`visibility.${facts.visibility}`)}</p>
        <Names facts={facts} edits={edits} />
        <Byline facts={facts} items={items} />
        <HereNow others={others} />
        <Actions {...props} choosePicture={choosePicture} />
      </div>
    </header>
  );
}
