/** @returns what a promise brings; undefined where it takes longer @throws what it throws in time */
export async function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), milliseconds);
  // What fails when nobody waits for it any more is nobody's concern.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
