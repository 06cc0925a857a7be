/** Which tracks stand near what somebody starts from: the same ones for the same question, as long as the catalogue is the same. */

export const mostSeeds = 5;

/** What a request may bound or aim at, and between which numbers. */
export const traits = {
  acousticness: { from: 0, to: 1 },
  danceability: { from: 0, to: 1 },
  duration_ms: { from: 0, to: 86_400_000 },
  energy: { from: 0, to: 1 },
  instrumentalness: { from: 0, to: 1 },
  key: { from: 0, to: 11 },
  liveness: { from: 0, to: 1 },
  loudness: { from: -60, to: 20 },
  mode: { from: 0, to: 1 },
  popularity: { from: 0, to: 100 },
  speechiness: { from: 0, to: 1 },
  tempo: { from: 0, to: 400 },
  time_signature: { from: 0, to: 11 },
  valence: { from: 0, to: 1 },
} as const;
export type Trait = keyof typeof traits;
export const integralTraits: ReadonlySet<Trait> = new Set(["duration_ms", "key", "mode", "popularity", "time_signature"]);

/** How far apart two tracks are that differ as much as tracks do. */
const spans: Partial<Record<Trait, number>> = { duration_ms: 120_000, loudness: 12, tempo: 60, key: 6 };

/** What is known of a track's sound; a trait that is not known is left out. */
export type Traits = Partial<Record<Trait, number>>;
export type Tuning = { min: Traits; max: Traits; target: Traits };

/** A track whose sound is not known fits every bound: who is new is not left out. */
export function fits(known: Traits, { min, max }: Tuning): boolean {
  return entries(known).every(([trait, value]) => value >= (min[trait] ?? -Infinity) && value <= (max[trait] ?? Infinity));
}

/** 0: as aimed at. What is not known is half way off. */
export function distance(known: Traits, { target }: Tuning): number {
  const gaps = entries(target).map(([trait, wanted]) => {
    const value = known[trait];
    if (value === undefined) return 0.5;
    const gap = Math.abs(value - wanted);
    // Keys go round: B is next to C.
    return Math.min(1, (trait === "key" ? Math.min(gap, 12 - gap) : gap) / (spans[trait] ?? 1));
  });
  return gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length);
}

function entries(some: Traits): [Trait, number][] {
  return (Object.entries(some) as [Trait, number | undefined][]).flatMap(([trait, value]) => (value === undefined ? [] : [[trait, value]]));
}

/** A number that two texts have in common with nobody: FNV-1a, 32 bits. */
export function mix(...texts: string[]): number {
  let hash = 0x811c9dc5;
  for (const character of texts.join(" ")) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** In an order of its own for each question, and always the same one for the same question. */
export function shuffle<Item>(items: readonly Item[], question: string, idOf: (item: Item) => string): Item[] {
  const keyed = items.map((item) => ({ item, at: mix(question, idOf(item)) }));
  return keyed.toSorted((one, other) => one.at - other.at).map(({ item }) => item);
}

/** One of each list in turn, each once, at most so many. */
export function takeTurns<Item>(lists: readonly (readonly Item[])[], most: number): Item[] {
  const taken = new Set<Item>();
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let turn = 0; turn < longest; turn++) {
    for (const list of lists) {
      const item = list[turn];
      if (item !== undefined && taken.size < most) taken.add(item);
    }
  }
  return [...taken];
}

export type Candidate = { id: string; albumId: string; traits: Traits };

/** Nearest to what is aimed at first; where nothing is, in the question's own order. Albums take turns, so that none fills the list. */
export function choose(candidates: readonly Candidate[], tuning: Tuning, question: string, most: number): Candidate[] {
  const fitting = candidates.filter((candidate) => fits(candidate.traits, tuning));
  const ordered = shuffle(fitting, question, (candidate) => candidate.id).toSorted(
    (one, other) => distance(one.traits, tuning) - distance(other.traits, tuning),
  );
  if (entries(tuning.target).length > 0) return ordered.slice(0, most);
  return takeTurns([...Map.groupBy(ordered, (candidate) => candidate.albumId).values()], most);
}
