/** What is over long enough to be forgotten: codes, devices that nobody let in, sessions that ended. */
import { dropCodes } from "../../d1/accounts/codes.ts";
import { dropDevices } from "../../d1/accounts/devices.ts";
import { dropSessions } from "../../d1/accounts/sessions.ts";
import type { Directory, SlicedDatabases } from "../../d1/databases.ts";
import { idRange } from "../../domain/ids.ts";

const hour = 3600_000;

/** After their end, milliseconds: a code that comes back late still ends what came of it, and a device is still told why. */
const authorizationsKeptFor = 24 * hour;
/** So long a listener, or an auditor, can still ask how a session ended. */
const sessionsKeptFor = 30 * 24 * hour;

export async function forgetAuthorizations(places: { accounts: SlicedDatabases; directorySlices: Directory; now: number }): Promise<void> {
  const before = places.now - authorizationsKeptFor;
  for (const database of places.accounts.all()) await dropCodes(database, before);
  for (const database of places.directorySlices.all()) await dropDevices(database, before);
}

/**
 * Looks through another part of the sessions each minute, and through all of them once a day: an index by their end would have to be
 * written with every refresh.
 */
export async function forgetSessions({ accounts, now }: { accounts: SlicedDatabases; now: number }): Promise<void> {
  const minutes = 24 * 60;
  const range = idRange(Math.floor(now / 60_000) % minutes, minutes);
  for (const database of accounts.all()) await dropSessions(database, range, now - sessionsKeptFor);
}
