/** D1 bindings that count what is asked of them. */

export type Counted = { database: string; queries: number; rows: number };

const log: Counted[] = [];

/** What was asked since the last time, by round trip. */
export function takeCounts(): Counted[] {
  return log.splice(0);
}

/** The same bindings; each D1 database among them counts. */
export function countDatabases<Bindings extends object>(env: Bindings): Bindings {
  return new Proxy(env, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return typeof name === "string" && isD1(value) ? countDatabase(name, value) : value;
    },
  });
}

function isD1(value: unknown): value is D1Database {
  return typeof value === "object" && value !== null && "prepare" in value && "batch" in value;
}

const inner = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

function countDatabase(name: string, database: D1Database): D1Database {
  const note = (results: D1Result[]) => {
    log.push({ database: name, queries: results.length, rows: results.reduce((sum, { meta }) => sum + meta.rows_read, 0) });
  };
  return new Proxy(database, {
    get(target, property) {
      if (property === "prepare") return (text: string) => countStatement(target.prepare(text), note);
      if (property === "batch") {
        return async (statements: D1PreparedStatement[]) => {
          const results = await target.batch(statements.map((statement) => inner.get(statement) ?? statement));
          note(results);
          return results;
        };
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function countStatement(statement: D1PreparedStatement, note: (results: D1Result[]) => void): D1PreparedStatement {
  const counted = new Proxy(statement, {
    get(target, property) {
      if (property === "bind") return (...values: unknown[]) => countStatement(target.bind(...values), note);
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      return async (...input: unknown[]): Promise<unknown> => {
        // Not every way to read tells what it cost: `all` does.
        note([await target.all()]);
        return Reflect.apply(value, target, input);
      };
    },
  });
  inner.set(counted, statement);
  return counted;
}
