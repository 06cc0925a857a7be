/** The directory of accounts: which database is asked for which slice of it may change only when the rows went along. */
import { sliceCount } from "../../domain/ids.ts";
import { parseSliceMap, SliceMapError, type SliceMap } from "../../domain/slices.ts";
import type { Account } from "./account.ts";
import type { DerivedConfig } from "./derive.ts";
import { DeployProblem } from "./problem.ts";

const variable = "DIRECTORY_SLICES";

/**
 * @param moved the operator's word that the rows were copied
 * @throws DeployProblem when a slice has no database, or another one than before
 */
export function refuseLostDirectory(configs: readonly DerivedConfig[], account: Account, moved: boolean): void {
  for (const { name, vars, d1_databases } of configs) {
    const text = vars?.[variable];
    if (typeof text !== "string") continue;
    const map = readMap(text);
    const bound = new Set((d1_databases ?? []).map(({ binding }) => binding));
    const unbound = map.databases.filter((database) => !bound.has(database));
    if (unbound.length > 0 || map.open.length !== sliceCount) {
      throw new DeployProblem(
        unbound.length > 0 ? `${variable} names ${unbound.join(", ")}, which is not there.` : `${variable} leaves slices out.`,
        `Give each of the slices 0–${sliceCount - 1} to a database; [databases] in deploy.toml says how many there are.`,
      );
    }
    const deployed = account.workers.get(name)?.vars.get(variable);
    if (typeof deployed === "string" && !moved) refuseMove(readMap(deployed), map);
  }
}

function readMap(text: string): SliceMap {
  try {
    return parseSliceMap(text);
  } catch (error) {
    if (!(error instanceof SliceMapError)) throw error;
    throw new DeployProblem(`${variable} is not understood: ${error.message}.`, "Write it as ACCOUNTS_0:0-511,ACCOUNTS_1:512-1023.");
  }
}

function refuseMove(before: SliceMap, after: SliceMap): void {
  const slice = before.open.find((open) => before.databaseOf(open) !== after.databaseOf(open));
  if (slice === undefined) return;
  throw new DeployProblem(
    `${variable} gives slice ${slice} to ${after.databaseOf(slice)}; its names are in ${before.databaseOf(slice)}, and nobody would find their account.`,
    "Leave it as it was, or copy the rows first and say so with --directory-moved: docs/decisions/slices.md.",
  );
}
