/** What `play` names: the tracks of a context, which the api knows. */
import type { CommandAnswer } from "../../contracts/connect-session.ts";
import type { ContentAsker, ContentService, ContextAnswer } from "../../contracts/content.ts";
import { heardIn, placeAmongHeard, type ContextTrack } from "../../domain/connect/context.ts";
import type { Command } from "../../domain/connect/schema.ts";
import { within } from "../../frame/within.ts";

/** How long commands wait for it at most, milliseconds. */
const patienceMs = 5000;

type Refused = Extract<CommandAnswer, { ok: false }>;
/** `command`: as it is to be carried out, its offset counted among the tracks that play. */
export type FoundTracks = { ok: true; command: Command; uris: readonly string[] } | Refused;
/** @param id the command's */
export type FindTracks = (command: Command, asker: ContentAsker, id: string) => Promise<FoundTracks>;

type Play = Extract<Command, { type: "play" }>;
type Content = Pick<ContentService, "resolve">;

export function findTracksBy(content: Content): FindTracks {
  return async (command, asker, id) => {
    if (command.type !== "play") return { ok: true, command, uris: [] };
    if (command.context === undefined) return { ok: true, command, uris: command.uris ?? [] };
    const answer = await ask(content, command.context, asker);
    // Tracks that are named beside a context are those of it that are meant, in that order. A context that is not theirs to know is not told of.
    if (command.uris) return { ok: true, command: answer?.ok ? command : withoutContext(command), uris: command.uris };
    if (answer?.ok) return beginIn(answer.tracks, command, id);
    if (answer?.code === "not_found") return refused("There is no such thing to play.");
    return { ok: false, code: "RATE_LIMITED", message: "What it holds can't be read at the moment; try again." };
  };
}

/** For those who may choose no track: of a context with tracks beside it, the context. */
export function wholeContext(command: Command): Command {
  if (command.type !== "play" || command.context === undefined) return command;
  const { uris: _uris, offset: _offset, ...whole } = command;
  return whole;
}

function beginIn(tracks: readonly ContextTrack[], command: Play, id: string): FoundTracks {
  const uris = heardIn(tracks);
  if (!command.offset || uris.length === 0) return { ok: true, command, uris };
  const position = placeAmongHeard(tracks, command.offset, id);
  if (position === undefined) return refused("That is not in it, or can't be played.");
  return { ok: true, command: { ...command, offset: { position } }, uris };
}

function withoutContext({ context: _context, ...command }: Play): Play {
  return command;
}

function refused(message: string): Refused {
  return { ok: false, code: "RESTRICTED", message };
}

/** @returns undefined where there is no answer */
async function ask(content: Content, uri: string, asker: ContentAsker): Promise<ContextAnswer | undefined> {
  try {
    return await within(patienceMs, Promise.resolve(content.resolve(uri, asker)));
  } catch {
    return undefined;
  }
}
