/** Moving entries of a list by pointer or by arrow keys. While one is dragged the others make way; it lands on release. */
import { useRef, useState } from "preact/hooks";
import { dropPlace, makesWay } from "./queueView.ts";

type Drag = { from: number; to: number; offset: number; rowHeight: number; startY: number };

export type GripHandlers = {
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: () => void;
  onPointerCancel: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

export function useReorder(count: number, move: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | undefined>(undefined);
  // Pointer events come faster than renders: the handlers read what the last one wrote.
  const latest = useRef<Drag | undefined>(undefined);
  const update = (next: Drag | undefined) => {
    latest.current = next;
    setDrag(next);
  };

  const start = (event: PointerEvent, from: number) => {
    const grip = event.currentTarget;
    if (!(grip instanceof HTMLElement) || event.button !== 0) return;
    const row = grip.closest("li");
    if (!row) return;
    event.preventDefault();
    grip.focus();
    grip.setPointerCapture(event.pointerId);
    const rowHeight = row.getBoundingClientRect().height;
    update({ from, to: from, offset: 0, rowHeight, startY: event.clientY + scrollY });
  };
  const drop = () => {
    const done = latest.current;
    update(undefined);
    if (done && done.to !== done.from) move(done.from, done.to);
  };

  return {
    grip: (place: number): GripHandlers => ({
      onPointerDown: (event) => start(event, place),
      onPointerMove: (event) => {
        const current = latest.current;
        if (!current) return;
        const offset = event.clientY + scrollY - current.startY;
        update({ ...current, offset, to: dropPlace(current.from, offset, current.rowHeight, count) });
      },
      onPointerUp: drop,
      onPointerCancel: () => update(undefined),
      onKeyDown: (event) => {
        const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
        if (by === 0) return;
        event.preventDefault();
        const to = place + by;
        if (to >= 0 && to < count) move(place, to);
      },
    }),
    isDragged: (place: number) => drag?.from === place,
    styleOf: (place: number): { transform: string } | undefined => {
      if (!drag) return undefined;
      const pixels = drag.from === place ? drag.offset : makesWay(place, drag.from, drag.to) * drag.rowHeight;
      return { transform: `translateY(${pixels}px)` };
    },
  };
}
