/** Bounded retries with growing pauses. */

export type RetryRules = {
  attempts: number;
  /** Milliseconds before the second attempt; doubled each time. */
  firstPause: number;
  /** Waits; tests hand in their own. */
  pause: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
};

/** An error after which trying again may help. `after` is the pause that the server asked for, in milliseconds. */
export class TemporaryError extends Error {
  readonly after: number | undefined;

  constructor(message: string, options: { after?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.after = options.after;
  }
}

const longestPause = 20_000;

/** @throws the last TemporaryError when no attempt is left; any other error at once */
export async function withRetries<Result>(
  rules: RetryRules,
  signal: AbortSignal | undefined,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let count = 1; ; count++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TemporaryError) || count >= rules.attempts) throw error;
      await rules.pause(Math.min(longestPause, error.after ?? rules.firstPause * 2 ** (count - 1)), signal);
    }
  }
}
