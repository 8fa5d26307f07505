import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { StoreUnavailableError } from '../../src/store/unavailable.ts';
import { DATABASE_URL, runSql } from '../support/postgres.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A database whose owner may have so many connections to it; its URL. */
async function limitedDatabase(connections: number): Promise<string> {
  const name = `rollcall_test_${randomUUID().slice(0, 8)}`;
  await runSql(`CREATE ROLE ${name} LOGIN CONNECTION LIMIT ${connections}`, `CREATE DATABASE ${name} OWNER ${name}`);
  onTestFinished(() => runSql(`DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${name}`));
  const url = new URL(DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  url.username = name;
  return url.href;
}

describe.skipIf(DATABASE_URL === undefined)('a database that has no more connections to give', () => {
  it('is told as a store that cannot be reached, and takes what it is asked next', async () => {
    const store = await openPostgresStore({
      url: await limitedDatabase(1),
      clock: new ManualClock(),
      onError: () => {},
    });
    onTestFinished(() => store.close());
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => store.events.lastPosition()));
    const failures = asked.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toBeInstanceOf(StoreUnavailableError);
    expect(await store.events.lastPosition()).toBe(0);
  });
});
