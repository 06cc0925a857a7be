/** Moves a recording's renditions out of reach of every grant, and back. Masters stay where they are. */

const live = (recordingId: string) => `recordings/${recordingId}/`;
const withheld = (recordingId: string) => `withheld/${recordingId}/`;

export async function withhold(bucket: R2Bucket, recordingId: string): Promise<void> {
  await move(bucket, live(recordingId), withheld(recordingId));
}

export async function giveBack(bucket: R2Bucket, recordingId: string): Promise<void> {
  await move(bucket, withheld(recordingId), live(recordingId));
}

/** Copies, then deletes: a move that is cut off is completed by the next try. R2 has no rename. */
async function move(bucket: R2Bucket, from: string, to: string): Promise<void> {
  const listed = await bucket.list({ prefix: from });
  for (const { key } of listed.objects) {
    const object = await bucket.get(key);
    if (!object) continue;
    const target = to + key.slice(from.length);
    const sha256 = object.checksums.sha256;
    await bucket.put(target, object.body.pipeThrough(new FixedLengthStream(object.size)), {
      ...(object.httpMetadata && { httpMetadata: object.httpMetadata }),
      ...(sha256 && { sha256 }),
    });
    await bucket.delete(key);
  }
}
