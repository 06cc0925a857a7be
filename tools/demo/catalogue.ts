/**
 * The demo catalogue as data, in order of ingestion. What a score says of tempo, key, mode and genre is the truth that audio features can
 * be validated against: tempo in beats per minute, key as a name and as `pitchClass(key)`, mode as a name and as `isMajor(mode)`.
 */
import { afterglowDepartment } from "./releases/afterglow-department.ts";
import { commons } from "./releases/commons.ts";
import { countingInFives } from "./releases/counting-in-fives.ts";
import { hillAndHarbour } from "./releases/hill-and-harbour.ts";
import { kissaWaltzes } from "./releases/kissa-waltzes.ts";
import { lanterns } from "./releases/lanterns.ts";
import { lastExit } from "./releases/last-exit.ts";
import { letters } from "./releases/letters.ts";
import { rainShadow } from "./releases/rain-shadow.ts";
import type { DemoRelease } from "./releases/release.ts";
import { savePointGarden } from "./releases/save-point-garden.ts";
import { glasshouse, snowSeen } from "./releases/singles.ts";
import { tidewaterLine } from "./releases/tidewater-line.ts";
import { versionExcursion } from "./releases/version-excursion.ts";
import { windowSeat } from "./releases/window-seat.ts";

export type { DemoRelease } from "./releases/release.ts";

export const catalogue: readonly DemoRelease[] = [
  windowSeat,
  tidewaterLine,
  letters,
  afterglowDepartment,
  savePointGarden,
  hillAndHarbour,
  versionExcursion,
  lastExit,
  countingInFives,
  rainShadow,
  kissaWaltzes,
  glasshouse,
  snowSeen,
  commons,
  lanterns,
];

/** `03-letters-left-on-the-piano` */
export function folderOf(release: DemoRelease): string {
  return `${String(catalogue.indexOf(release) + 1).padStart(2, "0")}-${release.slug}`;
}
