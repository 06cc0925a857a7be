/** Tells the engine what the visitor is about to play, from the signs that come before a press. */
import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { albums } from "../api/catalogue.ts";
import { playableItems } from "./playback.ts";
import { player, playsElsewhere } from "./player.ts";

/** Milliseconds that the pointer rests on a target: shorter is passing over it. */
const restsOnButton = 60;
/** A row is wide, and the pointer crosses many on its way. */
const restsOnRow = 160;

const restsUnderFinger = 70;

let timer: number | undefined;

export type IntentHandlers = {
  onPointerEnter: (event: PointerEvent) => void;
  onPointerLeave: () => void;
  onPointerDown: (event: PointerEvent) => void;
  onPointerCancel: () => void;
  onFocus: (event: FocusEvent) => void;
};

function handlers(tell: () => void, rest: number): IntentHandlers {
  const cancel = () => clearTimeout(timer);
  return {
    onPointerEnter: (event) => {
      if (event.pointerType !== "mouse") return;
      cancel();
      timer = window.setTimeout(tell, rest);
    },
    onPointerLeave: cancel,
    onPointerDown: (event) => {
      cancel();
      // A finger that comes down may be about to scroll; the browser then cancels the pointer.
      if (event.pointerType === "mouse") tell();
      else timer = window.setTimeout(tell, restsUnderFinger);
    },
    onPointerCancel: cancel,
    // A click focuses too; only a keyboard's focus says something new.
    onFocus: (event) => {
      if (event.target instanceof Element && event.target.matches(":focus-visible")) {
        cancel();
        timer = window.setTimeout(tell, rest);
      }
    },
  };
}

/** What is about to be pressed may be meant for another device: nothing has to be at hand here then. */
function intend(trackIds: readonly string[]): void {
  if (!playsElsewhere.peek()) player.intend(trackIds);
}

export function trackIntent(trackId: string, target: "button" | "row"): IntentHandlers {
  return handlers(() => intend([trackId]), target === "button" ? restsOnButton : restsOnRow);
}

export function albumIntent(album: Pick<SimplifiedAlbum, "id">): IntentHandlers {
  const tell = () => {
    const tellOnce = async () => {
      const items = playableItems(await albums.value(album.id));
      if (items.length > 0) intend(items.slice(0, 2).map((item) => item.trackId));
    };
    tellOnce().catch(() => undefined);
  };
  return handlers(tell, restsOnButton);
}
