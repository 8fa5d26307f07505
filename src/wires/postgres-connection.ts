import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Connect, CONNECT_WITHIN_MS, PROBE_AFTER_MS } from './connection.ts';
import { topicKey } from './topic-key.ts';

/** Bytes of one payload at most; PostgreSQL refuses 8000. */
const MAX_PAYLOAD_BYTES = 7_999;
/** Bytes of a name at most; PostgreSQL cuts off what is longer. */
const MAX_NAME_BYTES = 63;

/**
 * Hints as notifications of PostgreSQL: one channel for all keys, many keys in a payload, many payloads in a statement.
 * Every instance hears everything and picks what it listens to. A payload begins with who sends, for own ones come back.
 */
export function connectPostgres(url: string, prefix: string): Connect {
  const sender = randomUUID();
  const channel = Buffer.byteLength(prefix) > MAX_NAME_BYTES ? topicKey(prefix) : prefix;
  return async (hear) => {
    // The one that listens does nothing else: a notification is not held up by a statement that is under way.
    const [publisher, listener] = [openClient(url), openClient(url)];
    const end = Promise.withResolvers<Error>();
    const close = async (reason: Error): Promise<void> => {
      end.resolve(reason);
      await Promise.all([publisher.end(), listener.end()]);
    };
    for (const client of [publisher, listener]) {
      client.on('error', (error) => end.resolve(error));
      client.on('end', () => end.resolve(new Error('the connection was closed')));
    }
    const listened = new Set<string>();
    listener.on('notification', ({ payload = '' }) => {
      const [from, ...keys] = payload.split(' ');
      if (from === sender) return;
      for (const key of keys) if (listened.has(key)) hear(key);
    });
    try {
      await Promise.all([publisher.connect(), listener.connect()]);
      await listener.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      void close(error as Error).catch(() => {});
      throw error;
    }

    return {
      ended: end.promise,
      async listen(keys) {
        for (const key of keys) listened.add(key);
      },
      unlisten: (key) => void listened.delete(key),
      async send(keys) {
        const statement = 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload';
        await publisher.query({ name: 'notify', text: statement, values: [channel, toPayloads(sender, keys)] });
      },
      ping: async () => void (await Promise.all([publisher.query('SELECT 1'), listener.query('SELECT 1')])),
      close: () => close(new Error('the connection was closed')),
    };
  };
}

const openClient = (url: string): pg.Client =>
  new pg.Client({
    connectionString: url,
    application_name: 'rollcall events',
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: PROBE_AFTER_MS,
  });

function toPayloads(sender: string, keys: readonly string[]): string[] {
  const payloads: string[] = [];
  let payload = sender;
  for (const key of keys) {
    if (payload.length + 1 + key.length > MAX_PAYLOAD_BYTES) {
      payloads.push(payload);
      payload = sender;
    }
    payload += ` ${key}`;
  }
  return [...payloads, payload];
}
