import { connect, type ConnectionOptions, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { type Connect, CONNECT_WITHIN_MS, PROBE_AFTER_MS } from './connection.ts';

/** Hints as messages of NATS without content, a subject for each key. */
export function connectNats(url: string, prefix: string): Connect {
  return async (hear) => {
    const nats = await connect({
      ...serverOf(url),
      name: prefix,
      noEcho: true,
      reconnect: false,
      timeout: CONNECT_WITHIN_MS,
      pingInterval: PROBE_AFTER_MS,
      maxPingOut: 1,
    });
    const ended = nats
      .closed()
      .then((error) => (error instanceof Error ? error : new Error('the connection was closed')));
    const flush = flushUntil(ended, nats);
    const subscriptions = new Map<string, Subscription>();
    const subjectOf = (key: string): string => `${prefix}.${key}`;
    return {
      ended,
      async listen(keys) {
        for (const key of keys) {
          subscriptions.set(key, nats.subscribe(subjectOf(key), { callback: () => hear(key) }));
        }
        await flush();
      },
      unlisten(key) {
        if (!nats.isClosed()) subscriptions.get(key)?.unsubscribe();
        subscriptions.delete(key);
      },
      async send(keys) {
        for (const key of keys) nats.publish(subjectOf(key));
        await flush();
      },
      ping: flush,
      close: () => nats.close(),
    };
  };
}

/** The client leaves those waiting for ever who wait for an answer when the connection ends. */
function flushUntil(ended: Promise<Error>, nats: NatsConnection): () => Promise<void> {
  const waiting = new Set<(reason: Error) => void>();
  void ended.then((reason) => waiting.forEach((reject) => reject(reason)));
  return () =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      nats
        .flush()
        .then(resolve, reject)
        .finally(() => waiting.delete(reject));
    });
}

/** The client takes no credentials out of a URL; one without a password is a token. */
function serverOf(url: string): Pick<ConnectionOptions, 'servers' | 'user' | 'pass' | 'token'> {
  const { host, username, password } = new URL(url);
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  if (user === '') return { servers: host };
  return pass === '' ? { servers: host, token: user } : { servers: host, user, pass };
}
