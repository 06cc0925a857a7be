/** Which files make one release: pure. */
import { basename, dirname, relative, sep } from "node:path";
import type { FileTags } from "./file-tags.ts";
import { discOfFolder } from "./names.ts";

export type TaggedFile = { path: string; tags: FileTags };

export type Group<File extends TaggedFile> = {
  /** The folder that the release is named after. */
  folder: string;
  manifest: string | undefined;
  /** Tells releases in one folder apart; undefined where the folder holds one only, so that renaming the album keeps its id. */
  album: string | undefined;
  files: File[];
};

function isWithin(folder: string, ancestor: string): boolean {
  return folder === ancestor || folder.startsWith(ancestor.endsWith(sep) ? ancestor : ancestor + sep);
}

/** The nearest folder with a manifest, from the file's own upwards. */
function manifestFolder(folder: string, manifests: ReadonlyMap<string, string>): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (manifests.has(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** `Album/CD1` and `Album/CD2` are one release in `Album`. */
function releaseFolder(path: string): string {
  const folder = dirname(path);
  return discOfFolder(basename(folder)) === undefined ? folder : dirname(folder);
}

function albumKey({ tags }: TaggedFile): string | undefined {
  if (tags.releaseMbid) return tags.releaseMbid;
  if (!tags.album) return undefined;
  return [tags.album, ...tags.albumArtists.map(({ name }) => name)].join("\n").normalize("NFKC").toLowerCase();
}

/**
 * A folder with a manifest is a release with everything below it that has none of its own. Elsewhere a release is what shares folder and album
 * tag; a subfolder joins a folder above it that holds the same album. Files without album tag join the folder's only album.
 */
export function groupFiles<File extends TaggedFile>(files: readonly File[], manifests: ReadonlyMap<string, string>): Group<File>[] {
  const manifested = new Map<string, Group<File>>();
  const tagged = new Map<string, Map<string | undefined, File[]>>();
  for (const file of files) {
    const home = manifestFolder(dirname(file.path), manifests);
    if (home === undefined) {
      const folder = releaseFolder(file.path);
      const albums = tagged.get(folder) ?? new Map<string | undefined, File[]>();
      tagged.set(folder, albums);
      albums.set(albumKey(file), [...(albums.get(albumKey(file)) ?? []), file]);
    } else {
      const group = manifested.get(home) ?? { folder: home, manifest: manifests.get(home), album: undefined, files: [] };
      manifested.set(home, group);
      group.files.push(file);
    }
  }
  joinUpwards(tagged);
  const plain = [...tagged].flatMap(([folder, albums]) => groupsOfFolder(folder, albums));
  return [...manifested.values(), ...plain].filter((group) => group.files.length > 0);
}

function joinUpwards<File>(tagged: Map<string, Map<string | undefined, File[]>>): void {
  const folders = [...tagged.keys()].toSorted((a, b) => a.length - b.length);
  for (const [folder, albums] of tagged) {
    for (const [album, files] of albums) {
      const above = folders.find(
        (other) => other !== folder && isWithin(folder, other) && album !== undefined && tagged.get(other)?.has(album),
      );
      if (above === undefined) continue;
      tagged
        .get(above)
        ?.get(album)
        ?.push(...files);
      albums.delete(album);
    }
  }
}

function groupsOfFolder<File extends TaggedFile>(folder: string, albums: Map<string | undefined, File[]>): Group<File>[] {
  const untagged = albums.get(undefined);
  if (untagged && albums.size === 2) {
    albums.delete(undefined);
    for (const files of albums.values()) files.push(...untagged);
  }
  const alone = albums.size === 1;
  return [...albums].map(([album, files]) => ({
    folder,
    manifest: undefined,
    album: alone ? undefined : (album ?? ""),
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  }));
}

/** The disc that a file's folder names, below the release's own folder. */
export function discFromFolders(path: string, folder: string): number | undefined {
  for (const name of relative(folder, dirname(path)).split(sep)) {
    const disc = discOfFolder(name);
    if (disc !== undefined) return disc;
  }
  return undefined;
}
