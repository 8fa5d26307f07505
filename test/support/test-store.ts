import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/kernel/clock.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { DATABASE_URL, dropSchema, schemaOf } from './postgres.ts';

/** Which store the tests of the whole service run on: `sqlite`, or `postgres` with `DATABASE_URL`. */
const KIND = process.env['TEST_STORE'] ?? 'sqlite';

/** What carries hints of a shared store, where there is such a server. */
export const testEvents = (): { readonly url?: string } => {
  const url = process.env['NATS_URL'] || undefined;
  return KIND === 'postgres' && url !== undefined ? { url } : {};
};

export interface OpenedStore {
  readonly store: Store;
  /** Statements that are under way: time has to stand still until they are answered. */
  readonly busy: () => number;
  /** Removes what the store kept, when nobody opens it again. */
  readonly drop: () => Promise<void>;
}

/** Opens the store of a test that moves time by hand. @param dataDir of an embedded store; stands for a schema otherwise */
export async function openTestStore(dataDir: string, clock: Clock): Promise<OpenedStore> {
  if (KIND !== 'postgres') return { ...countCalls(openSqliteStore(dataDir, clock)), drop: async () => {} };
  if (DATABASE_URL === undefined) throw new Error('TEST_STORE=postgres needs DATABASE_URL');
  const schema = dataDir === ':memory:' ? schemaOf(randomUUID()) : schemaOf(dataDir);
  // A folder is opened again within its test, and forgotten with it.
  if (dataDir !== ':memory:') onTestFinished(() => dropSchema(schema));
  const store = await openPostgresStore({ url: DATABASE_URL, schema, clock, timeFollows: 'clock' });
  return { ...countCalls(store), drop: () => (dataDir === ':memory:' ? dropSchema(schema) : Promise.resolve()) };
}

/** The same store, with its statements counted while they are under way. */
function countCalls(store: Store): { store: Store; busy: () => number } {
  let busy = 0;
  const counted = <Statements extends object>(statements: Statements): Statements =>
    new Proxy(statements, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value === 'object' && value !== null) return counted(value);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const answer: unknown = Reflect.apply(value, target, args);
          if (!(answer instanceof Promise)) return answer;
          busy++;
          return answer.finally(() => void busy--);
        };
      },
    });
  return { store: counted(store), busy: () => busy };
}
