/**
 * A list of any length, of which only what can be seen is drawn. The page scrolls it, or whatever box it stands in. What has the focus
 * stays drawn while it is scrolled away, so that the keyboard does not lose its place.
 */
import type { ComponentChildren, CSSProperties, RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  drawnIndexes,
  drawnRange,
  indexAt,
  scrollToReveal,
  topOf,
  totalHeight,
  type VirtualLayout,
  type VirtualView,
} from "./virtualWindow.ts";

export type VirtualListHandle = {
  /** Scrolls no further than an entry needs to be seen. */
  reveal(index: number): void;
  /** Scrolls to an entry and gives the focus to what `selector` finds in it, by default the entry itself. */
  focus(index: number, selector?: string): void;
  /** The entry that lies under a height of the window. */
  indexAt(clientY: number): number;
};

/** What a row spreads onto its `li`. Its `transform` is free for the row. */
export type VirtualRowAttributes = { style: CSSProperties; "aria-setsize": number; "aria-posinset": number; "data-index": number };

type Measured = { width: number; rem: number; view: VirtualView };

type VirtualListProps = {
  count: number;
  /** Heights follow the size of letters: `rem` is in pixels, as is the list's width. */
  layout: (width: number, rem: number) => VirtualLayout;
  /** Draws an entry: an `li` that spreads the attributes, with a `key` that is the entry's own. */
  children: (index: number, attributes: VirtualRowAttributes) => ComponentChildren;
  label: string;
  class?: string;
  /** Places between columns, as CSS has them. */
  gap?: string;
  /** Whether the order means something. */
  ordered?: boolean;
  /** Entries that stay drawn wherever the view is. */
  pinned?: readonly number[];
  handle?: RefObject<VirtualListHandle | null>;
};

const overscan = 500;

function viewOf(list: HTMLElement): VirtualView {
  const { top } = list.getBoundingClientRect();
  return { from: -top, to: innerHeight - top };
}

function measure(list: HTMLElement): Measured {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { width: list.clientWidth, rem, view: viewOf(list) };
}

function indexOfRow(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest("[data-index]") : null;
  return row instanceof HTMLElement ? Number(row.dataset["index"]) : undefined;
}

/** Draws again only when other entries come into view, not with each pixel. */
function useMeasured(list: RefObject<HTMLElement | null>, count: number, layout: VirtualListProps["layout"]): Measured | undefined {
  const [measured, setMeasured] = useState<Measured>();
  const latest = useRef({ measured, count, layout });
  latest.current = { measured, count, layout };
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const look = () => {
      const now = measure(element);
      const { measured: before, count: entries, layout: layoutOf } = latest.current;
      if (before?.width === now.width && before.rem === now.rem) {
        const how = layoutOf(now.width, now.rem);
        const [shown, wanted] = [before, now].map(({ view }) => drawnRange(entries, how, view, overscan));
        if (shown?.first === wanted?.first && shown?.end === wanted?.end) return;
      }
      setMeasured(now);
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    // What stands above the list moves it, too.
    resized.observe(document.body);
    // Captured, so that the scrolling of any box around it is heard too.
    addEventListener("scroll", look, { capture: true, passive: true });
    addEventListener("resize", look);
    return () => {
      resized.disconnect();
      removeEventListener("scroll", look, { capture: true });
      removeEventListener("resize", look);
    };
  }, []);
  return measured;
}

function attributesOf(index: number, count: number, layout: VirtualLayout, gap: string): VirtualRowAttributes {
  const share = `(100% - ${layout.lanes - 1} * ${gap}) / ${layout.lanes}`;
  return {
    style: {
      position: "absolute",
      insetBlockStart: `${topOf(index, layout)}px`,
      insetInlineStart: `calc((${share} + ${gap}) * ${index % layout.lanes})`,
      inlineSize: `calc(${share})`,
      blockSize: `${layout.rowHeight}px`,
    },
    "aria-setsize": count,
    "aria-posinset": index + 1,
    "data-index": index,
  };
}

function scrollBoxBy(element: HTMLElement, distance: number): void {
  let box: HTMLElement | null = element.parentElement;
  while (box && (box.scrollHeight <= box.clientHeight || !/auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
  (box ?? document.documentElement).scrollBy({ top: distance, behavior: "instant" });
}

/** The part of the view that nothing lies over, as `scroll-padding` has it: above the player's bar and the tabs. */
function clearView(view: VirtualView): VirtualView {
  const { scrollPaddingBlockStart, scrollPaddingBlockEnd } = getComputedStyle(document.documentElement);
  const [above = 0, below = 0] = [scrollPaddingBlockStart, scrollPaddingBlockEnd].map((text) => Number.parseFloat(text) || 0);
  return { from: view.from + above, to: view.to - below };
}

type VirtualRowsOptions = Pick<VirtualListProps, "count" | "layout" | "pinned" | "handle">;

/** What of a list is drawn, for lists and grids alike: whoever uses it puts `list` and `listeners` on the element around the rows. */
export function useVirtualRows({ count, layout: layoutOf, pinned = [], handle }: VirtualRowsOptions) {
  const list = useRef<HTMLElement>(null);
  const [focused, setFocused] = useState<number>();
  const measured = useMeasured(list, count, layoutOf);
  const layout = measured && layoutOf(measured.width, measured.rem);
  const range = layout ? drawnRange(count, layout, measured.view, overscan) : { first: 0, end: 0 };
  const kept = focused === undefined ? pinned : [...pinned, focused];
  const toFocus = useRef<{ index: number; selector: string | undefined }>(undefined);

  const reveal = (index: number) => {
    if (!list.current || !layout) return;
    const distance = scrollToReveal(index, layout, clearView(viewOf(list.current)));
    if (distance !== 0) scrollBoxBy(list.current, distance);
  };
  useLayoutEffect(() => {
    if (!handle) return;
    handle.current = {
      reveal,
      focus(index, selector) {
        toFocus.current = { index, selector };
        reveal(index);
        setFocused(index);
      },
      indexAt: (clientY) => {
        if (!list.current || !layout) return -1;
        return indexAt(clientY - list.current.getBoundingClientRect().top, count, layout);
      },
    };
  });
  useLayoutEffect(() => {
    const wanted = toFocus.current;
    const row = wanted && list.current?.querySelector(`:scope > [data-index="${wanted.index}"]`);
    if (!row) return;
    toFocus.current = undefined;
    const target = wanted.selector === undefined ? row : row.querySelector(wanted.selector);
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  });

  return {
    list,
    layout,
    height: layout ? totalHeight(count, layout) : 0,
    indexes: layout ? drawnIndexes(count, range, kept) : [],
    listeners: {
      onFocusIn: (event: FocusEvent) => setFocused(indexOfRow(event.target)),
      // A window that is left keeps its focus for later.
      onFocusOut: () => document.activeElement === document.body && setFocused(undefined),
    },
  };
}

export function VirtualList(props: VirtualListProps) {
  const { count, children, label, class: className = "", gap = "0px", ordered = false } = props;
  const { list, layout, height, indexes, listeners } = useVirtualRows(props);
  const attributes = {
    ref: list as RefObject<never>,
    class: `virtual-list ${className}`,
    "aria-label": label,
    style: { position: "relative", blockSize: `${height}px` },
    ...listeners,
  } as const;
  const rows = layout && indexes.map((index) => children(index, attributesOf(index, count, layout, gap)));
  return ordered ? <ol {...attributes}>{rows}</ol> : <ul {...attributes}>{rows}</ul>;
}
