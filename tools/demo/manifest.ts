/** `release.toml` for a release of the demo catalogue. */
import { stringify } from "smol-toml";
import { fileOf } from "./perform.ts";
import type { DemoRelease, DemoTrack } from "./releases/release.ts";

const dedication = "CC0 1.0: no rights reserved";

/** Nobody reserves anything; who would be named as holder is named, so that royalties have something to add up. */
function rightsOf(release: DemoRelease, track: DemoTrack) {
  const share = Math.floor(10_000 / track.artists.length) / 100;
  return [
    { holder: release.label, role: "master", percent: 100 },
    ...track.artists.map((holder) => ({ holder, role: "composition", percent: share })),
    ...track.artists.map((holder) => ({ holder, role: "performance", percent: share })),
  ];
}

function describeTrack(release: DemoRelease, track: DemoTrack, index: number) {
  return {
    file: fileOf(release, index),
    disc: 1,
    number: index + 1,
    title: track.title,
    artists: [...track.artists],
    isrc: track.isrc,
    genres: [...track.genres],
    explicit: track.explicit ?? false,
    language: "zxx",
    rights: rightsOf(release, track),
  };
}

export function describeRelease(release: DemoRelease) {
  const year = release.date.slice(0, 4);
  return {
    ref: `demo/${release.slug}`,
    upc: release.upc,
    title: release.title,
    artists: [...release.artists],
    type: release.type,
    label: release.label,
    p_line: `℗ ${year} ${release.label}, ${dedication}`,
    c_line: `© ${year} ${release.label}, ${dedication}`,
    release_date: release.date,
    ...(release.instant ? { release_instant: release.instant } : {}),
    ...(release.markets ? { markets: [...release.markets] } : {}),
    gapless: release.isContinuous ?? false,
    genres: [...release.genres],
    language: "zxx",
    cover: "cover.jpg",
    tracks: release.tracks.map((track, index) => describeTrack(release, track, index)),
  };
}

export function writeManifest(release: DemoRelease): string {
  return `# Composed by Nearfield's own programs (tools/demo) and dedicated to the public domain: CC0 1.0.\n${stringify(describeRelease(release))}\n`;
}
