/** One call of the stand-in, and how it is answered. */
import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { AccountState } from "./state.ts";

export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Call = {
  state: AccountState;
  path: Record<string, string>;
  query: URLSearchParams;
  body: Buffer<ArrayBuffer>;
  headers: IncomingHttpHeaders;
  /** Every change goes through here: it is counted, and may be made to fail. */
  change: <T>(what: string, apply: () => T) => T;
};

export class Paged {
  readonly items: unknown[];
  readonly query: URLSearchParams;

  /** A list in pages, as most of the API's are. */
  constructor(items: unknown[], query: URLSearchParams) {
    this.items = items;
    this.query = query;
  }
}

export type Endpoint = { method: string; pattern: RegExp; answer: (call: Call) => unknown };

/** @param path with `:name` for one segment */
export function endpoint(method: string, path: string, answer: (call: Call) => unknown): Endpoint {
  return { method, pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`), answer };
}

/** @param schema of the body, as the documentation has it */
export function jsonOf<Schema extends z.ZodType>({ body }: Call, schema: Schema): z.infer<Schema> {
  return schema.parse(JSON.parse(body.toString()));
}
