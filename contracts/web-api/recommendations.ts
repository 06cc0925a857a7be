import { z } from "zod";
import { idSchema } from "../../domain/catalogue.ts";
import { integralTraits, mostSeeds, traits, type Trait } from "../../domain/recommendation.ts";
import { decimal, marketQuery } from "./common.ts";
import { defineOperation, openToGuests } from "./operation.ts";
import { trackSchema } from "./tracks.ts";

export const recommendationSeedSchema = z.object({
  /** Tracks that the seed leads to, then how many are left that may be heard here and fit, then of these after relinking. */
  initialPoolSize: z.int(),
  afterFilteringSize: z.int(),
  afterRelinkingSize: z.int(),
  href: z.url().nullable(),
  id: z.string(),
  type: z.enum(["artist", "track", "genre"]),
});
export type RecommendationSeed = z.infer<typeof recommendationSeedSchema>;

function seedList(seed: z.ZodType<string, string>) {
  return z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(seed).max(mostSeeds))
    .optional();
}

type Bound = "min" | "max" | "target";

/** `min_tempo`, `max_tempo`, `target_tempo` and so on. */
function tunables() {
  const names = Object.keys(traits) as Trait[];
  const fields = names.flatMap((trait) => {
    const number = z.coerce.number().min(traits[trait].from).max(traits[trait].to);
    const schema = (integralTraits.has(trait) ? number.int() : number).optional();
    return (["min", "max", "target"] as const).map((bound) => [`${bound}_${trait}`, schema]);
  });
  // Object.fromEntries knows no template of names.
  return Object.fromEntries(fields) as Record<`${Bound}_${Trait}`, z.ZodOptional<z.ZodCoercedNumber>>;
}

export const getRecommendations = defineOperation({
  id: "getRecommendations",
  method: "get",
  path: "/v1/recommendations",
  tag: "Tracks",
  summary: "Tracks near one to five artists, tracks and genres; the same ones for the same question.",
  access: openToGuests,
  deprecated: true,
  query: z
    .object({
      limit: decimal(1, 100).default(20),
      seed_artists: seedList(idSchema),
      seed_tracks: seedList(idSchema),
      seed_genres: seedList(z.string().min(1).max(80)),
      ...marketQuery,
      ...tunables(),
    })
    .refine(
      ({ seed_artists = [], seed_tracks = [], seed_genres = [] }) => {
        const seeds = seed_artists.length + seed_tracks.length + seed_genres.length;
        return seeds >= 1 && seeds <= mostSeeds;
      },
      { path: ["seed_artists"], message: "one to five artists, tracks and genres together are expected" },
    ),
  answer: z.object({ seeds: z.array(recommendationSeedSchema), tracks: z.array(trackSchema) }),
});
