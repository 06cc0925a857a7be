/** A button that opens a short list of actions, as the ARIA menu button pattern has it. */
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";

export type MenuAction = { label: string; /** What stands below the label. */ detail?: string; run: () => void };

const margin = 8;

/** Beside its button, inside the window: below it, or above where there is no room. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + height + margin < innerHeight;
  const atEnd = document.documentElement.dir === "rtl" ? anchor.left : anchor.right - width;
  menu.style.left = `${Math.min(Math.max(margin, atEnd), innerWidth - width - margin)}px`;
  menu.style.top = `${below ? anchor.bottom + 4 : Math.max(margin, anchor.top - height - 4)}px`;
}

function moveFocus(menu: HTMLElement, event: KeyboardEvent): void {
  const items = [...menu.querySelectorAll("button")];
  const focused = items.findIndex((item) => item === document.activeElement);
  const targets: Record<string, number> = { ArrowDown: focused + 1, ArrowUp: focused - 1, Home: 0, End: items.length - 1 };
  const target = targets[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (target === undefined) return;
  event.preventDefault();
  items.at(target % items.length)?.focus();
}

type MenuProps = {
  label: string;
  /** As a function where there are many menus: it is asked when the menu opens. */
  actions: readonly MenuAction[] | (() => readonly MenuAction[]);
  class?: string;
  /** What the button shows and is named by; else three dots. */
  children?: ComponentChildren;
};

export function Menu({ label, actions, class: className = "", children }: MenuProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLSpanElement>(null);
  // A list has a menu a row: what nobody opens is not drawn.
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? (typeof actions === "function" ? actions() : actions) : [];

  const onToggle = (event: Pick<ToggleEvent, "newState">) => {
    const trigger = button.current?.querySelector("button");
    if (!menu.current || !trigger) return;
    const open = event.newState === "open";
    trigger.ariaExpanded = String(open);
    if (!open) {
      setOpen(false);
      return;
    }
    place(menu.current, trigger);
    menu.current.querySelector("button")?.focus();
  };

  return (
    <span class={`menu-anchor ${className}`} ref={button}>
      <button
        type="button"
        class={children === undefined ? "icon-button" : "menu-button"}
        {...(children === undefined && { "aria-label": label, title: label })}
        aria-haspopup="menu"
        aria-expanded={false}
        popovertarget={id}
      >
        {children ?? <Icon name="more" />}
      </button>
      <div
        id={id}
        ref={menu}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        class="menu"
        onBeforeToggle={({ newState }) => newState === "open" && setOpen(true)}
        onToggle={onToggle}
        onKeyDown={(event) => menu.current && moveFocus(menu.current, event)}
      >
        {shown.map((action) => (
          <button
            key={action.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => {
              menu.current?.hidePopover();
              action.run();
            }}
          >
            {action.label}
            {action.detail !== undefined && <bdi class="menu-detail">{action.detail}</bdi>}
          </button>
        ))}
      </div>
    </span>
  );
}
