/**
 * Dragging rows of a long list to another place: a mouse takes them anywhere, a finger by their handle. A line shows where they
 * will stand; near its edges the list scrolls below them. Escape leaves everything as it was.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Order } from "./order.ts";
import { gapAt, scrollSpeed } from "./places.ts";

export type RowDrag = { moving: ReadonlySet<string>; gap: number };

type Started = {
  pointerId: number;
  startX: number;
  startY: number;
  clientX: number;
  clientY: number;
  uids: readonly string[];
  /** It went far enough to be no press. */
  isUnderWay: boolean;
  frame: number;
  frameAt: number;
};

type DragNeeds = {
  isAllowed: boolean;
  order: Order;
  rowHeight: number;
  list: { current: HTMLElement | null };
  /** What moves when this row is taken. */
  take: (uid: string) => readonly string[];
  drop: (uids: readonly string[], gap: number) => void;
};

/** Pixels. */
const threshold = 5;
const pressable = "button, a, input, [role=menu]";

function uidTaken(event: PointerEvent): string | undefined {
  if (event.button !== 0 || !(event.target instanceof Element)) return undefined;
  const row = event.target.closest<HTMLElement>("[data-uid]");
  if (event.target.closest(".pl-grip")) return row?.dataset["uid"];
  return event.pointerType === "mouse" && !event.target.closest(pressable) ? row?.dataset["uid"] : undefined;
}

/** What lies over the page above and below is no place to drop on. */
function viewBetween(): { from: number; to: number } {
  const { scrollPaddingBlockEnd } = getComputedStyle(document.documentElement);
  return { from: 0, to: innerHeight - Math.min(innerHeight / 3, Number.parseFloat(scrollPaddingBlockEnd) || 0) };
}

export function useRowDrag(needs: DragNeeds) {
  const [drag, setDrag] = useState<RowDrag>();
  const latest = useRef(needs);
  latest.current = needs;
  const started = useRef<Started>(undefined);
  const shown = useRef<RowDrag>(undefined);
  /** Follows the pointer without drawing anything anew. */
  const ghost = useRef<HTMLDivElement>(null);
  /** The press that ends a drag chooses nothing. */
  const hasJustDropped = useRef(false);

  const show = (next: RowDrag | undefined) => {
    shown.current = next;
    setDrag(next);
  };

  const follow = (now: number) => {
    const current = started.current;
    const { list, rowHeight, order } = latest.current;
    if (!current?.isUnderWay || !list.current) return;
    const speed = scrollSpeed(current.clientY, viewBetween());
    if (speed !== 0) document.documentElement.scrollBy({ top: (speed * Math.min(50, now - current.frameAt)) / 1000, behavior: "instant" });
    current.frameAt = now;
    const gap = gapAt(current.clientY - list.current.getBoundingClientRect().top, rowHeight, order.uids.length);
    if (gap !== shown.current?.gap) show({ moving: new Set(current.uids), gap });
    if (ghost.current) ghost.current.style.transform = `translate(${current.clientX}px, ${current.clientY}px)`;
    current.frame = requestAnimationFrame(follow);
  };

  const end = (isDropped: boolean) => {
    const current = started.current;
    const { gap } = shown.current ?? {};
    started.current = undefined;
    show(undefined);
    if (!current) return;
    cancelAnimationFrame(current.frame);
    document.documentElement.classList.remove("is-dragging");
    if (!current.isUnderWay) return;
    hasJustDropped.current = true;
    setTimeout(() => {
      hasJustDropped.current = false;
    });
    if (isDropped && gap !== undefined) latest.current.drop(current.uids, gap);
  };

  const onPointerMove = (event: PointerEvent) => {
    const current = started.current;
    if (!current || event.pointerId !== current.pointerId) return;
    [current.clientX, current.clientY] = [event.clientX, event.clientY];
    if (current.isUnderWay || Math.hypot(event.clientX - current.startX, event.clientY - current.startY) < threshold) return;
    current.isUnderWay = true;
    current.frameAt = performance.now();
    getSelection()?.removeAllRanges();
    document.documentElement.classList.add("is-dragging");
    current.frame = requestAnimationFrame(follow);
  };

  useEffect(() => {
    const stop = () => end(false);
    const drop = ({ pointerId }: PointerEvent) => pointerId === started.current?.pointerId && end(true);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !started.current?.isUnderWay) return;
      event.preventDefault();
      event.stopPropagation();
      stop();
    };
    addEventListener("pointermove", onPointerMove);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", stop);
    addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      stop();
      removeEventListener("pointermove", onPointerMove);
      removeEventListener("pointerup", drop);
      removeEventListener("pointercancel", stop);
      removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, []);

  return {
    drag,
    ghost,
    hasJustDropped,
    onPointerDown: (event: PointerEvent) => {
      const uid = latest.current.isAllowed ? uidTaken(event) : undefined;
      if (uid === undefined || started.current) return;
      const { pointerId, clientX, clientY } = event;
      const uids = latest.current.take(uid);
      started.current = { pointerId, startX: clientX, startY: clientY, clientX, clientY, uids, isUnderWay: false, frame: 0, frameAt: 0 };
    },
  };
}
