import type { ButtonHTMLAttributes } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> & { icon: IconName; label: string; pressed?: boolean };

export function IconButton({ icon, label, pressed, class: className, ...attributes }: IconButtonProps) {
  return (
    <button
      type="button"
      {...attributes}
      class={`icon-button ${String(className ?? "")}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
    >
      <Icon name={icon} />
    </button>
  );
}
