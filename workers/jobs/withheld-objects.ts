/** Takes the files of a recording or a cover out of everybody's reach, and gives them back. Masters stay where they are. */
import { withheldKey } from "../../domain/withheld.ts";

/**
 * Copies, then deletes: what is cut off is completed by the next try. R2 has no rename.
 * @param folder `recordings/<id>/` or `images/<id>/`
 */
export async function withhold(bucket: R2Bucket, folder: string): Promise<void> {
  const keys = await copyMissing(bucket, folder, withheldKey(folder));
  if (keys.length > 0) await bucket.delete(keys);
}

/** The withheld copy stays: whoever withholds and gives back at the same time can lose nothing. */
export async function giveBack(bucket: R2Bucket, folder: string): Promise<void> {
  await copyMissing(bucket, withheldKey(folder), folder);
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
