/**
 * A refresh token says which family it is of and which generation, under our seal. It is the same text whenever it is written, so that
 * whoever lost an answer gets that very answer again, and nothing of it has to be kept.
 */
import type { SessionRow } from "../../../d1/schema/accounts.ts";
import type { Seal } from "../seal.ts";

const purpose = "refresh token";

export async function sealRefreshToken(seal: Seal, { id, generation }: Pick<SessionRow, "id" | "generation">): Promise<string> {
  return seal.seal(purpose, `${id}.${generation}`);
}

/** @returns undefined for what was never given out */
export async function openRefreshToken(seal: Seal, token: string): Promise<{ id: string; generation: number } | undefined> {
  const [, id, generation] = /^([0-9A-Za-z]{22})\.(\d{1,10})$/.exec((await seal.open(purpose, token)) ?? "") ?? [];
  return id === undefined || generation === undefined ? undefined : { id, generation: Number(generation) };
}
