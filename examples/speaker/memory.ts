/** What the speaker remembers from one run to the next: which device it is, and its login. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

type Kept = { device: string; refreshToken?: string };

export class Memory {
  readonly #file: string;
  #kept: Kept;

  constructor(file: string) {
    this.#file = file;
    const before = existsSync(file) ? readKept(readFileSync(file, "utf8")) : {};
    this.#kept = { ...before, device: before.device ?? randomBytes(12).toString("hex") };
    if (!before.device) this.#write();
  }

  /** The same for as long as the file is there: the service knows the device again by it. */
  get device(): string {
    return this.#kept.device;
  }

  get refreshToken(): string | undefined {
    return this.#kept.refreshToken;
  }

  keepRefreshToken(refreshToken: string): void {
    this.#kept = { ...this.#kept, refreshToken };
    this.#write();
  }

  /** Whole or not at all, whenever the power is cut; nobody else may read it. */
  #write(): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#kept), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readKept(text: string): Partial<Kept> {
  const { device, refreshToken } = JSON.parse(text) as Record<string, unknown>;
  return { ...(typeof device === "string" && { device }), ...(typeof refreshToken === "string" && { refreshToken }) };
}
