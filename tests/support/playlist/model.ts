/** A playlist as simply as it can be told: one array, and nothing that is quick. It shares no code with the real one. */
import type { Change, Operation, PlaylistItem, PlaylistSnapshot } from "../../../domain/playlist/schema.ts";

type Author = { by: string; at: number };

export class PlaylistModel {
  items: PlaylistItem[];
  details: PlaylistSnapshot["details"];
  readonly versions: { items: PlaylistItem[]; details: PlaylistSnapshot["details"] }[] = [];
  readonly #graves = new Map<string, string | null>();

  constructor(snapshot: PlaylistSnapshot) {
    this.items = [...snapshot.items];
    this.details = { ...snapshot.details };
    this.#keep();
  }

  /** @param undone the change that an undo takes back @param itemsOnly what an editor's restore brings back */
  perform(operation: Operation, author: Author, { undone, itemsOnly = false }: { undone?: Change; itemsOnly?: boolean } = {}): void {
    switch (operation.type) {
      case "add":
        this.#put(
          operation.items.map((item) => ({ ...item, added_by: author.by, added_at: author.at })),
          operation.after,
        );
        break;
      case "remove":
        this.#take(operation.uids);
        break;
      case "move":
        this.#move(operation.uids, operation.after);
        break;
      case "replace":
        this.#become(operation.items.map((item) => ({ ...item, added_by: author.by, added_at: author.at })));
        break;
      case "describe":
        this.details = { ...this.details, ...JSON.parse(JSON.stringify({ ...operation, type: undefined })) };
        break;
      case "restore": {
        const version = this.versions[operation.revision];
        this.#become(version?.items ?? []);
        const { name, description, image } = version?.details ?? this.details;
        if (!itemsOnly) this.details = { ...this.details, name, description, image };
        break;
      }
      case "undo":
        if (undone) this.#undo(undone);
        break;
    }
    this.#keep();
  }

  #keep(): void {
    this.versions.push({ items: [...this.items], details: { ...this.details } });
  }

  #index(uid: string): number {
    return this.items.findIndex((item) => item.uid === uid);
  }

  #take(uids: readonly string[]): void {
    const leaving = this.items.filter((item) => uids.includes(item.uid));
    for (const { uid } of leaving) {
      let before = this.#index(uid) - 1;
      while (before >= 0 && uids.includes(this.items[before]?.uid ?? "")) before -= 1;
      this.#graves.set(uid, this.items[before]?.uid ?? null);
    }
    this.items = this.items.filter((item) => !leaving.includes(item));
  }

  /** Where something goes that stands behind an item, wherever that is now. */
  #place(after: string | null | undefined, moving: readonly string[]): number {
    if (after === undefined && moving.length === 0) return this.items.length;
    let at: string | null = after === undefined ? (this.items.at(-1)?.uid ?? null) : after;
    while (at !== null && this.#index(at) < 0) at = this.#graves.get(at) ?? null;
    let index = at === null ? -1 : this.#index(at);
    while (index >= 0 && moving.includes(this.items[index]?.uid ?? "")) index -= 1;
    return index + 1;
  }

  #put(items: readonly PlaylistItem[], after: string | null | undefined): void {
    const place = this.#place(after, []);
    this.items = [...this.items.slice(0, place), ...items, ...this.items.slice(place)];
  }

  #move(uids: readonly string[], after: string | null | undefined): void {
    const moving = uids.flatMap((uid) => this.items[this.#index(uid)] ?? []);
    const place = this.#place(after, uids);
    const stays = (item: PlaylistItem) => !moving.includes(item);
    this.items = [...this.items.slice(0, place).filter(stays), ...moving, ...this.items.slice(place).filter(stays)];
  }

  #become(target: readonly PlaylistItem[]): void {
    const known = new Map(this.items.map((item) => [item.uid, item]));
    this.#take(this.items.filter(({ uid }) => !target.some((item) => item.uid === uid)).map(({ uid }) => uid));
    this.items = target.map((item) => known.get(item.uid) ?? item);
  }

  #undo({ removed, moved, inserted, described }: Change): void {
    this.#take(inserted.flatMap((run) => run.items.map(({ uid }) => uid)));
    for (const { uids, from } of moved.toReversed()) this.#move(uids, from);
    for (const { items, after } of removed.toReversed()) this.#put(items, after);
    this.details = { ...this.details, ...described?.before };
  }
}
