/** Lets nobody have the last word who read before somebody else wrote. */

const attempts = 5;

/**
 * Does what the truth asks for, then looks again, and repeats where it changed meanwhile: of several at once, the last to act has
 * always seen what is true.
 * @param read of what JSON can tell apart
 * @returns what was true before and after
 * @throws Error when it keeps changing
 */
export async function settle<Truth>(read: () => Promise<Truth>, act: (truth: Truth) => Promise<void>): Promise<Truth> {
  let truth = await read();
  for (let attempt = 0; attempt < attempts; attempt++) {
    await act(truth);
    const found = await read();
    if (JSON.stringify(found) === JSON.stringify(truth)) return truth;
    truth = found;
  }
  throw new Error("what was followed kept changing");
}
