/** How one Worker knows another's methods: by a contract, never by their source. */

/** What an object or an entrypoint may answer: whoever calls it from elsewhere waits in any case. */
export type Eventually<Value> = Value | Promise<Value>;

/** A contract's methods as they are called from elsewhere. */
export type Remote<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...parameters: infer Parameters) => infer Result
    ? (...parameters: Parameters) => Promise<Awaited<Result>>
    : never;
};
