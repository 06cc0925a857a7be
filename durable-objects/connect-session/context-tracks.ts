/** What `play` names: the tracks of a context, which the api knows. */
import type { CommandAnswer } from "../../contracts/connect-session.ts";
import type { ContentAsker, ContentService, ContextAnswer } from "../../contracts/content.ts";
import type { Command } from "../../domain/connect/schema.ts";
import { within } from "../../frame/within.ts";

/** How long commands wait for it at most, milliseconds. */
const patienceMs = 5000;

export type FoundTracks = { ok: true; uris: readonly string[] } | Extract<CommandAnswer, { ok: false }>;
export type FindTracks = (command: Command, asker: ContentAsker) => Promise<FoundTracks>;

export function findTracksBy(content: Pick<ContentService, "resolve">): FindTracks {
  return async (command, asker) => {
    if (command.type !== "play") return { ok: true, uris: [] };
    // Tracks that are named beside a context are those of it that are meant, in that order.
    if (command.context === undefined || command.uris) return { ok: true, uris: command.uris ?? [] };
    const answer = await ask(content, command.context, asker);
    if (answer?.ok) return { ok: true, uris: answer.uris };
    if (answer?.code === "not_found") return { ok: false, code: "RESTRICTED", message: "There is no such thing to play." };
    return { ok: false, code: "RATE_LIMITED", message: "What it holds can't be read at the moment; try again." };
  };
}

/** @returns undefined where there is no answer */
async function ask(content: Pick<ContentService, "resolve">, uri: string, asker: ContentAsker): Promise<ContextAnswer | undefined> {
  try {
    return await within(patienceMs, Promise.resolve(content.resolve(uri, asker)));
  } catch {
    return undefined;
  }
}
