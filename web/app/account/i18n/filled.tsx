import type { ComponentChildren } from "preact";

/**
 * A text whose placeholders are filled with more than text: links, names in bold. The text is asked for without values, so that its
 * placeholders are still in it.
 */
export function filled(text: string, parts: Record<string, ComponentChildren>): ComponentChildren {
  return text.split(/(\{\w+\})/).map((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    return name !== undefined && name in parts ? parts[name] : piece;
  });
}
