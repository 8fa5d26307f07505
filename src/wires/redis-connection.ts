import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { type Connect, CONNECT_WITHIN_MS } from './connection.ts';

/** Hints as messages of Redis, a channel for each key. The message says who sends, for Redis brings own ones back. */
export function connectRedis(url: string, prefix: string): Connect {
  const sender = randomUUID();
  return async (hear) => {
    const options = {
      url,
      name: prefix,
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
      socket: { reconnectStrategy: false, connectTimeout: CONNECT_WITHIN_MS },
    } as const;
    // A client that is subscribed has its connection to itself.
    const [publisher, subscriber] = [createClient(options), createClient(options)];
    const end = Promise.withResolvers<Error>();
    const close = async (reason: Error): Promise<void> => {
      end.resolve(reason);
      for (const client of [publisher, subscriber]) if (client.isOpen) client.destroy();
    };
    for (const client of [publisher, subscriber]) client.on('error', (error: Error) => void close(error));
    try {
      await Promise.all([publisher.connect(), subscriber.connect()]);
    } catch (error) {
      await close(error as Error);
      throw error;
    }

    const channelOf = (key: string): string => `${prefix}.${key}`;
    const onMessage = (message: string, channel: string): void => {
      if (message !== sender) hear(channel.slice(prefix.length + 1));
    };
    return {
      ended: end.promise,
      listen: (keys) => subscriber.subscribe(keys.map(channelOf), onMessage),
      unlisten: (key) => void subscriber.unsubscribe(channelOf(key), onMessage).catch((error: Error) => close(error)),
      send: async (keys) => void (await Promise.all(keys.map((key) => publisher.publish(channelOf(key), sender)))),
      ping: async () => void (await Promise.all([publisher.ping(), subscriber.ping()])),
      close: () => close(new Error('the connection was closed')),
    };
  };
}
