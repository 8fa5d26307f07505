import type { DatabaseSync } from 'node:sqlite';
import type { KeptWebhook } from '../records.ts';
import type { WebhookStatements } from '../store.ts';

import { limitOf } from './limit.ts';
interface WebhookRow {
  key: number;
  connection_id: string;
  content: string;
  attempts: number;
}

/** Genuine webhooks, from their coming until they are forgotten. */
export function prepareWebhooks(database: DatabaseSync) {
  const insert = database.prepare(`
    INSERT INTO webhooks (connection_id, id, content, received_at, due_at) VALUES (?1, ?2, ?3, ?4, ?4)
    ON CONFLICT (connection_id, id) DO NOTHING`);
  // The inner query never leaves its index, however many are due.
  const due = database.prepare(`
    SELECT key, connection_id, content, attempts FROM webhooks WHERE key IN (
      SELECT key FROM webhooks INDEXED BY webhooks_due
      WHERE done = 0 AND connection_id IN (SELECT value FROM json_each(?)) AND due_at <= ? ORDER BY key ${limitOf()})
    ORDER BY key`);
  const lease = database.prepare('UPDATE webhooks SET due_at = ? WHERE key = ?');
  const putOff = database.prepare('UPDATE webhooks SET due_at = ?, attempts = attempts + 1 WHERE key = ?');
  const done = database.prepare('UPDATE webhooks SET done = 1 WHERE key = ?');
  const forget = database.prepare(`
    DELETE FROM webhooks WHERE key IN (
      SELECT key FROM webhooks WHERE done = 1 AND received_at < ? ORDER BY received_at ${limitOf()})`);

  return {
    keep: ({ connectionId, key, content, nowMs }: Parameters<WebhookStatements['keep']>[0]): boolean =>
      insert.run(connectionId, key, content, nowMs).changes === 1,

    take(connectionIds: readonly string[], limit: number, nowMs: number, leaseUntilMs: number): KeptWebhook[] {
      const rows = due.all(JSON.stringify(connectionIds), nowMs, limit) as unknown as WebhookRow[];
      return rows.map(({ key, connection_id: connectionId, content, attempts }) => {
        lease.run(leaseUntilMs, key);
        return { key, connectionId, content, attempts };
      });
    },

    putOff(keys: readonly number[], atMs: number): void {
      for (const key of keys) putOff.run(atMs, key);
    },

    done(keys: readonly number[]): void {
      for (const key of keys) done.run(key);
    },

    forget: (beforeMs: number, limit: number): number => Number(forget.run(beforeMs, limit).changes),
  };
}
