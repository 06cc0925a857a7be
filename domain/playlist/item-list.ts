/** The items of a playlist in their order, where each is found by its uid and moved without looking at the others. */
import type { PlaylistItem } from "./schema.ts";

type Node = { item: PlaylistItem; previous: Node | undefined; next: Node | undefined };

/** A linked list: moving thousands of items one by one takes no longer than moving them. */
export class ItemList {
  readonly #nodes = new Map<string, Node>();
  #first: Node | undefined;
  #last: Node | undefined;
  #inOrder: readonly PlaylistItem[] | undefined;

  constructor(items: Iterable<PlaylistItem> = []) {
    this.insert(null, items);
  }

  get size(): number {
    return this.#nodes.size;
  }

  get last(): string | null {
    return this.#last?.item.uid ?? null;
  }

  has(uid: string): boolean {
    return this.#nodes.has(uid);
  }

  get(uid: string): PlaylistItem | undefined {
    return this.#nodes.get(uid)?.item;
  }

  /** What stands before an item; null: nothing. @throws RangeError when it is not here */
  before(uid: string): string | null {
    return this.#node(uid).previous?.item.uid ?? null;
  }

  /** What stands behind an item, or first of all. @throws RangeError when it is not here */
  behind(uid: string | null): string | null {
    return (uid === null ? this.#first : this.#node(uid).next)?.item.uid ?? null;
  }

  /** All items in order; the same array until something changes. */
  inOrder(): readonly PlaylistItem[] {
    if (!this.#inOrder) {
      const items: PlaylistItem[] = [];
      for (let node = this.#first; node; node = node.next) items.push(node.item);
      this.#inOrder = items;
    }
    return this.#inOrder;
  }

  /** @throws RangeError when the anchor is not here, or an item already is */
  insert(after: string | null, items: Iterable<PlaylistItem>): void {
    let previous = after === null ? undefined : this.#node(after);
    for (const item of items) {
      if (this.#nodes.has(item.uid)) throw new RangeError(`${item.uid} is in the list already`);
      const node: Node = { item, previous: undefined, next: undefined };
      this.#nodes.set(item.uid, node);
      this.#link(node, previous);
      previous = node;
    }
  }

  /** @throws RangeError when one is not here */
  remove(uids: Iterable<string>): void {
    for (const uid of uids) {
      this.#unlink(this.#node(uid));
      this.#nodes.delete(uid);
    }
  }

  /** @param after none of those that move @throws RangeError when one is not here */
  move(uids: Iterable<string>, after: string | null): void {
    let previous = after === null ? undefined : this.#node(after);
    for (const uid of uids) {
      const node = this.#node(uid);
      if (node === previous) throw new RangeError(`${uid} can't stand behind itself`);
      this.#unlink(node);
      this.#link(node, previous);
      previous = node;
    }
  }

  #node(uid: string): Node {
    const node = this.#nodes.get(uid);
    if (!node) throw new RangeError(`${uid} is not in the list`);
    return node;
  }

  #link(node: Node, previous: Node | undefined): void {
    const next = previous ? previous.next : this.#first;
    node.previous = previous;
    node.next = next;
    if (previous) previous.next = node;
    else this.#first = node;
    if (next) next.previous = node;
    else this.#last = node;
    this.#inOrder = undefined;
  }

  #unlink({ previous, next }: Node): void {
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    this.#inOrder = undefined;
  }
}
