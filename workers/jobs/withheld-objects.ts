/** Takes a recording's renditions out of reach of every grant, and gives them back. Masters stay where they are. */

const live = (recordingId: string) => `recordings/${recordingId}/`;
const withheld = (recordingId: string) => `withheld/${recordingId}/`;

/** Copies, then deletes: what is cut off is completed by the next try. R2 has no rename. */
export async function withhold(bucket: R2Bucket, recordingId: string): Promise<void> {
  const keys = await copyMissing(bucket, live(recordingId), withheld(recordingId));
  if (keys.length > 0) await bucket.delete(keys);
}

/** The withheld copy stays: whoever withholds and gives back at the same time can lose nothing. */
export async function giveBack(bucket: R2Bucket, recordingId: string): Promise<void> {
  await copyMissing(bucket, withheld(recordingId), live(recordingId));
}

/** @returns the keys found below `from` */
async function copyMissing(bucket: R2Bucket, from: string, to: string): Promise<string[]> {
  const { objects } = await bucket.list({ prefix: from });
  await Promise.all(objects.map(({ key }) => copy(bucket, key, to + key.slice(from.length))));
  return objects.map((object) => object.key);
}

async function copy(bucket: R2Bucket, key: string, target: string): Promise<void> {
  if (await bucket.head(target)) return;
  const object = await bucket.get(key);
  if (!object) return;
  const sha256 = object.checksums.sha256;
  await bucket.put(target, object.body.pipeThrough(new FixedLengthStream(object.size)), {
    ...(object.httpMetadata && { httpMetadata: object.httpMetadata }),
    ...(sha256 && { sha256 }),
  });
}
