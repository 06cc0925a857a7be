/** `node encode-music.ts WAV FOLDER TIER…`: encodes apart from the tests, whose process then never loads FFmpeg. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tiers, type Tier } from "../../domain/ladder.ts";
import { transcode } from "../../r2-ingest/encode/transcode.ts";

const [path = "", directory = "", ...names] = process.argv.slice(2);
const wanted = names.filter((name): name is Tier => tiers.some((tier) => tier === name));
const { renditions } = transcode({ path, tiers: wanted, directory, measure: false });
for (const { rendition, path: file } of renditions) renameSync(file, join(directory, rendition.tier));
writeFileSync(join(directory, "renditions.json"), JSON.stringify(renditions.map(({ rendition }) => rendition)));
