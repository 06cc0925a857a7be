/** Dub: a heavy bass, chords on the off-beat, and an echo that plays as much as the band. */
import type { Note } from "../mix/piece.ts";
import { closedHat, kits, rim, snares, tom, vinyl } from "../instruments/drums.ts";
import { vibraphone } from "../instruments/mallets.ts";
import { dubBass, dubOrgan, humLead, organ, squareLead } from "../instruments/patches.ts";
import { steelGuitar } from "../instruments/strings.ts";
import { steadyClock } from "../score/clock.ts";
import { addBass, addChords, addDrum, addMelody, addPad, addPart, type Arranger, type Bar, isIn, type Sketch } from "./sketch.ts";

const leads = { melodica: squareLead, hum: humLead, vibraphone };

/** One drop: the third beat carries kick and rim together, the first is left open. */
function addBeat(sketch: Sketch): void {
  const isSteppers = sketch.score.seed % 2 === 1;
  const drops = (bar: Bar): boolean => isIn(bar, "bridge") || (isIn(bar, "intro") && bar.index < 2);
  addDrum(
    sketch,
    { name: "kick", instrument: kits.deep, level: 0, reverb: 0.03 },
    (bar) => (drops(bar) ? undefined : isSteppers ? "x...x...x...x..." : "........X......."),
    true,
  );
  addDrum(sketch, { name: "rim", instrument: rim, level: -7, reverb: 0.3, echo: 0.25 }, (bar) =>
    drops(bar) && !bar.isLast ? undefined : "........x.......",
  );
  addDrum(sketch, { name: "snare", instrument: snares.dusty, level: -8, reverb: 0.35, echo: 0.55 }, (bar) =>
    bar.index % 4 === 3 ? random4(bar) : undefined,
  );
  addDrum(
    sketch,
    { name: "hat", instrument: closedHat, level: -15, pan: 0.25, lowpass: 8000, looseness: { seconds: 0.004, velocity: 0.2 } },
    (bar) => (drops(bar) ? undefined : "x.o.x.o.x.o.x.oo"),
  );
  addDrum(sketch, { name: "tom", instrument: tom, level: -9, pan: -0.3, reverb: 0.4, echo: 0.4 }, (bar) =>
    bar.number === 0 ? "x..x..x........." : bar.isLast ? "..........x.x..x" : undefined,
  );
}

function random4(bar: Bar): string {
  return bar.number % 8 === 3 ? "............x..x" : "..............x.";
}

/** Now and then a single chord is thrown into the echo and left there. */
function addThrows(sketch: Sketch): void {
  const notes: Note[] = [];
  for (const bar of sketch.bars) {
    if (bar.index % 4 !== 1 || isIn(bar, "intro")) continue;
    const chord = bar.section.chords.find((placed) => placed.beat >= bar.start)?.chord;
    for (const tone of chord?.tones.slice(0, 3) ?? [])
      notes.push({ beat: bar.start + 1.5, beats: 0.3, pitch: 60 + ((tone + 12) % 12), velocity: 0.8 });
  }
  addPart(sketch, { name: "throw", instrument: steelGuitar, level: -10, pan: -0.35, echo: 1, reverb: 0.4, highpass: 300 }, notes);
}

export const dub: Arranger = (sketch) => {
  const { score, layout, random } = sketch;
  const lines = random.pick([
    ["R-..R.5-8-..7-5-", "R-..R.R-....5-a-"],
    ["R---..R-5---..3-", "R---..8-5-R-..a-"],
    ["R-R-..5-..8-7-5-", "R-R-..5-R-......"],
  ]);
  addBass(
    sketch,
    { name: "bass", instrument: dubBass, level: 1, reverb: 0.01 },
    31,
    (bar) => {
      if (isIn(bar, "intro") && bar.index < 2) return undefined;
      return lines[bar.index % 2];
    },
    4,
  );
  const skank = { low: 58, high: 77, size: 3 };
  addChords(
    sketch,
    { name: "skank", instrument: steelGuitar, level: -7, pan: 0.3, reverb: 0.25, echo: 0.14, highpass: 350, lowpass: 4200 },
    skank,
    (bar) => (isIn(bar, "bridge") && bar.index % 4 > 1 ? undefined : "....x.......x..."),
    1,
  );
  addChords(
    sketch,
    { name: "bubble", instrument: dubOrgan, level: -9, pan: -0.2, reverb: 0.2, echo: 0.12 },
    { low: 55, high: 72, size: 3 },
    (bar) => (isIn(bar, "verse", "chorus") ? "..x.x.x...x.x.x." : undefined),
  );
  addPad(
    sketch,
    { name: "organ", instrument: organ, level: -15, reverb: 0.5, lowpass: 1400, chorus: 0.5, tremolo: { hertz: 5.4, depth: 0.3 } },
    { low: 55, high: 74, size: 3 },
    (bar) => isIn(bar, "chorus", "bridge", "outro", "intro"),
    4,
  );
  const tune = {
    cells: ["x--x--x-........", "x-x-x---..x-x---", "....x-x-x-----..", "x---..x-x-------"],
    low: 67,
    high: 84,
    isPentatonic: true,
  };
  addMelody(
    sketch,
    {
      name: "lead",
      instrument: leads[(score.colour ?? "melodica") as keyof typeof leads],
      level: -4,
      pan: 0.05,
      reverb: 0.35,
      echo: 0.4,
      lowpass: 4200,
    },
    {
      verse: { ...tune, plan: "a.b." },
      chorus: { ...tune, plan: "abaz" },
      bridge: { ...tune, plan: "a..." },
    },
  );
  addThrows(sketch);
  addBeat(sketch);
  addPart(sketch, { name: "tape", instrument: vinyl, level: -30, reverb: 0 }, [
    { beat: 0, beats: layout.end + 8, pitch: 60, velocity: 0.6 },
  ]);
  return {
    clock: steadyClock(score.tempo, 0.1, 0.5),
    room: { seconds: 2.4, brightness: 0.35, amount: 0.7 },
    echo: { beats: 0.75, feedback: 0.66, lowpass: 1700 },
    tail: 6,
    fade: 3.5,
    loudness: -13.5,
  };
};
