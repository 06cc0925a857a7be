import type { ButtonHTMLAttributes } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

type IconButtonProps = Omit<ButtonHTMLAttributes, "icon" | "class"> & { icon: IconName; label: string; class?: string; pressed?: boolean };

export function IconButton({ icon, label, pressed, class: className = "", ...attributes }: IconButtonProps) {
  return (
    <button type="button" {...attributes} class={`icon-button ${className}`} aria-label={label} title={label} aria-pressed={pressed}>
      <Icon name={icon} />
    </button>
  );
}
