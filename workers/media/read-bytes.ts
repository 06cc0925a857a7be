/** Exactly the bytes that were decided on, from the entrypoint that holds them: never one more, whatever stands in between. */
import { ClientError } from "../../contracts/errors.ts";
import { rangeOf, type ByteRange } from "../../domain/range.ts";

type Fetch = (input: string, init: { headers: Record<string, string> }) => Promise<Response>;

/**
 * @param fetchObject the cached entrypoint's fetch
 * @param range within the part of the object that may be served
 * @throws ClientError `not_found` when there is no such object (any more); Error when other bytes than those asked for came
 */
export async function readBytes(
  fetchObject: Fetch,
  key: string,
  range: ByteRange,
): Promise<{ body: ReadableStream | null; cacheStatus: string }> {
  const answer = await fetchObject(`https://object/${key}`, { headers: { range: rangeOf(range) } });
  if (holdsExactly(answer, range)) return { body: answer.body, cacheStatus: answer.headers.get("cf-cache-status") ?? "NONE" };
  await answer.body?.cancel();
  if (answer.status === 404) throw new ClientError("not_found");
  throw new Error(`an object was answered with ${answer.status}, not with the bytes asked for`);
}

function holdsExactly(answer: Response, { offset, length }: ByteRange): boolean {
  if (answer.status === 206) return answer.headers.get("content-range")?.startsWith(`bytes ${offset}-${offset + length - 1}/`) ?? false;
  return answer.status === 200 && offset === 0 && answer.headers.get("content-length") === String(length);
}
