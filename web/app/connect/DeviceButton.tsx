/** Where the music plays, and where else it could: a button in the player, and what opens from it. */
import { useId, useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/IconButton.tsx";
import { t as common } from "../i18n/language.ts";
import { JamOr } from "../jam/JamPanel.tsx";
import { DeviceIcon } from "./DeviceIcon.tsx";
import { DeviceList } from "./DeviceList.tsx";
import { t } from "./i18n/texts.ts";
import { deviceElsewhere } from "./start.ts";

const margin = 8;

/** Above its button, inside the window; styles make it a sheet on a phone. */
function place(panel: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const middle = anchor.left + anchor.width / 2 - width / 2;
  const above = anchor.top - height - margin;
  panel.style.setProperty("--left", `${Math.min(Math.max(margin, middle), innerWidth - width - margin)}px`);
  panel.style.setProperty("--top", `${Math.max(margin, above > margin ? above : anchor.bottom + margin)}px`);
}

export function DeviceButton({ named = false }: { /** It says where it plays. */ named?: boolean }) {
  const id = useId();
  const title = useId();
  const panel = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const elsewhere = deviceElsewhere.value;
  const label = elsewhere ? t("devices.openElsewhere", { name: elsewhere.name }) : t("devices.open");

  const onToggle = ({ newState }: Pick<ToggleEvent, "newState">) => {
    if (!panel.current || !button.current) return;
    if (newState === "closed") {
      setOpen(false);
      return;
    }
    place(panel.current, button.current);
    panel.current.focus();
  };

  return (
    <>
      <button
        type="button"
        ref={button}
        class={`icon-button device-button ${elsewhere ? "on" : ""} ${named && elsewhere ? "named" : ""}`}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        popovertarget={id}
      >
        <DeviceIcon kind="several" />
        {named && elsewhere && <bdi>{elsewhere.name}</bdi>}
      </button>
      <dialog
        id={id}
        ref={panel}
        popover="auto"
        aria-labelledby={title}
        tabIndex={-1}
        class="device-panel"
        onBeforeToggle={({ newState }) => newState === "open" && setOpen(true)}
        onToggle={onToggle}
      >
        <div class="section-head">
          <h2 id={title}>{t("devices.title")}</h2>
          <IconButton icon="close" label={common("common.close")} onClick={() => panel.current?.hidePopover()} />
        </div>
        {isOpen && (
          <JamOr>
            <DeviceList />
          </JamOr>
        )}
      </dialog>
    </>
  );
}
