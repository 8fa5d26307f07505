import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { storeOn } from '../../src/store/sqlite/sqlite-store.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Statements that run once, when the store is opened: what the process before left is looked for everywhere. */
const RECOVERY =
  /^UPDATE (invites INDEXED BY invites_open|calls|lanes|rounds|webhooks) SET|^SELECT operation_key, json_group_array/;
/** Of these no more is walked than was given, than a limit lets through, or than there are tables. */
const WALKS_LITTLE = /^SCAN ((list|a|r|k|json_each|sqlite_sequence|CONSTANT ROW)\b|\(subquery)/;

it('walks no table and no index from end to end', async () => {
  const { database, ...opened } = openDatabase(':memory:');
  const statements = new Set<string>();
  const prepare = database.prepare.bind(database);
  database.prepare = (sql: string) => {
    statements.add(sql.replaceAll(/\s+/g, ' ').trim());
    return prepare(sql);
  };
  const store = storeOn({ database, ...opened }, new ManualClock());
  onTestFinished(() => store.close());
  const walks = [...statements]
    .filter((sql) => !RECOVERY.test(sql))
    .flatMap((sql) =>
      prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((step) => ({ sql, step: String(step['detail']) })),
    )
    .filter(({ step }) => step.startsWith('SCAN') && !WALKS_LITTLE.test(step));
  expect(statements.size).toBeGreaterThan(50);
  expect(walks).toEqual([]);
});
