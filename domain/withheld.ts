/** Where objects lie that nobody may fetch: recordings and images are moved there, masters are never served. */

/** @param key of an object or a folder, e.g. `recordings/<id>/flac.mp4` or `images/<id>/` */
export function withheldKey(key: string): string {
  return key.replace(/^(?:recordings|images)\//, "withheld/");
}
