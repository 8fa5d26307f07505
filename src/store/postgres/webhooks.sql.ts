import type { KeptWebhook } from '../records.ts';
import type { WebhookStatements } from '../store.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';

const KEEP = statement(`
  INSERT INTO webhooks (connection_id, id, content, received_at, due_at)
  SELECT $1, $2, $3, t.now_ms, t.now_ms FROM (SELECT now_ms($4) AS now_ms) t
  ON CONFLICT (connection_id, id) DO NOTHING RETURNING key`);
// The open ones of each connection are walked by their keys, which is the order in which they came.
const TAKE = statement(`
  WITH store AS MATERIALIZED (SELECT now_ms($3) AS now_ms), taken AS MATERIALIZED (
    SELECT w.key FROM store, unnest($1::text[]) c (id) CROSS JOIN LATERAL (
      SELECT o.key FROM webhooks o WHERE o.connection_id = c.id AND o.done = 0 AND o.due_at <= store.now_ms + $4
      ORDER BY o.key LIMIT $2 FOR UPDATE SKIP LOCKED) w
    ORDER BY w.key LIMIT $2)
  UPDATE webhooks w SET due_at = store.now_ms + $5 FROM store, taken WHERE w.key = taken.key
  RETURNING w.key, w.connection_id, w.content, w.attempts`);
// Rows are locked in the order of their keys, so that two that name the same ones cannot wait for each other.
const OPEN = 'done = 0 AND key IN (SELECT key FROM webhooks WHERE key = ANY ($1) ORDER BY key FOR UPDATE)';
const PUT_OFF = statement(`UPDATE webhooks SET due_at = now_ms($2) + $3, attempts = attempts + 1 WHERE ${OPEN}`);
/** Nothing (more) follows from the webhooks with these keys. */
export const WEBHOOKS_DONE = statement(`UPDATE webhooks SET done = 1 WHERE ${OPEN}`);

interface WebhookRow {
  key: number;
  connection_id: string;
  content: string;
  attempts: number;
}

/** What is kept of webhooks. Each is one statement of its own: whoever waits for an answer waits for no group. */
export const webhookStatements = (database: Queryable, time: StoreTime): Omit<WebhookStatements, 'forget'> => ({
  keep: async ({ connectionId, key, content }) =>
    (await rowsOf(database, KEEP, [connectionId, key, content, time.parameter])).length > 0,
  async take(connectionIds, limit, nowMs, leaseUntilMs): Promise<KeptWebhook[]> {
    const distance = time.distancesFromNow();
    const values = [connectionIds, limit, time.parameter, distance(nowMs), distance(leaseUntilMs)];
    const rows = await rowsOf<WebhookRow>(database, TAKE, values);
    return rows
      .map(({ key, connection_id: connectionId, content, attempts }) => ({ key, connectionId, content, attempts }))
      .toSorted((a, b) => a.key - b.key);
  },
  async putOff(keys, atMs) {
    await rowsOf(database, PUT_OFF, [keys, time.parameter, time.distance(atMs)]);
  },
  async done(keys) {
    await rowsOf(database, WEBHOOKS_DONE, [keys]);
  },
});
