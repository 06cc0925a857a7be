import { signal } from "@preact/signals";

export const shortcutHelpShown = signal(false);
