/** What a listener can do to a playlist: each edit shows at once, says what it did, and can be taken back. */
import type { Operation } from "../../../domain/playlist/schema.ts";
import { announce, notify } from "../ui/notices.ts";
import type { LivePlaylist, Refused } from "./live/LivePlaylist.ts";
import { inParts } from "./live/operations.ts";
import { t } from "./i18n/texts.ts";
import { reasonOf } from "./refusals.ts";

export type Edits = {
  remove(uids: readonly string[]): void;
  /** Behind an item; null: to the front. @param quietly where the place is said by whoever asks */
  move(uids: readonly string[], after: string | null, quietly?: boolean): void;
  describe(details: Omit<Extract<Operation, { type: "describe" }>, "type">): void;
  restore(revision: number): Promise<boolean>;
  undo: () => void;
};

/** How many edits back a page remembers that they were its own. */
const mostUndone = 100;

export function createEdits(live: LivePlaylist): Edits {
  /** The last edits, each with the number of its operations that stand. */
  const done: { count: number }[] = [];

  function submit(operation: Operation): Promise<Refused | undefined>[] | undefined {
    const outcomes: Promise<Refused | undefined>[] = [];
    for (const part of inParts(operation)) {
      const { refusal, settled } = live.submit(part);
      if (refusal) {
        notify(reasonOf(refusal.code, part.type));
        break;
      }
      outcomes.push(settled);
    }
    if (outcomes.length === 0) return undefined;
    remember(outcomes);
    return outcomes;
  }

  function remember(outcomes: readonly Promise<Refused | undefined>[]): void {
    const edit = { count: outcomes.length };
    for (const outcome of outcomes) void outcome.then((refused) => refused && edit.count--);
    if (done.push(edit) > mostUndone) done.shift();
  }

  function say(text: string): void {
    notify(text, { label: t("edit.undo"), run: undo });
  }

  async function takeBack(count: number): Promise<void> {
    for (let part = 0; part < count; part++) {
      const { settled } = live.submit({ type: "undo" });
      // Refused, the reason is told by whoever hears of it first.
      if (!settled || (await settled)) return;
    }
    announce(t("edit.undone"));
  }

  function undo(): void {
    const edit = done.findLast(({ count }) => count > 0);
    done.length = edit ? done.indexOf(edit) : 0;
    if (edit) void takeBack(edit.count);
    else notify(t("edit.nothingToUndo"));
  }

  return {
    remove(uids) {
      if (uids.length > 0 && submit({ type: "remove", uids: [...uids] })) say(t("edit.removed", { count: uids.length }));
    },
    move(uids, after, quietly = false) {
      if (uids.length > 0 && submit({ type: "move", uids: [...uids], after }) && !quietly) say(t("edit.moved", { count: uids.length }));
    },
    describe(details) {
      if (submit({ type: "describe", ...details })) say(t("edit.described"));
    },
    async restore(revision) {
      const outcomes = submit({ type: "restore", revision });
      if (!outcomes || (await Promise.all(outcomes)).some((refused) => refused !== undefined)) return false;
      say(t("edit.restored"));
      return true;
    },
    undo,
  };
}
