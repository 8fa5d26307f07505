import { type StreamedResult, Inbox, type TransportClient } from './clients.ts';
import { LEGACY, RawSocket } from './raw-socket.ts';
import { soon } from './time.ts';

/** Speaks the legacy subprotocol as its own client does: it begins an operation without waiting for the acknowledgement. */
export function legacyWebSocketClient(path: '/graphql' | '/ws'): TransportClient {
  return {
    name: `graphql-ws (legacy) on ${path}`,
    atExpiry: /^closed: 4403$/,
    atShutdown: /^closed: 1001$/,
    noticedAfterMs: 0,
    async subscribe(url, query, variables) {
      const raw = new RawSocket(`${url}${path}`, { words: LEGACY });
      const inbox = new Inbox<StreamedResult>();
      const { socket } = raw;
      const acknowledged = new Promise<void>((resolve) => {
        socket.on('message', (data) => {
          const { type, payload } = JSON.parse((data as Buffer).toString('utf8')) as { type: string; payload: never };
          if (type === 'connection_ack') resolve();
          else if (type === 'data') inbox.push(payload);
          else if (type === 'error') {
            inbox.push({ errors: payload });
            inbox.end(null);
          } else if (type === 'complete') inbox.end(null);
        });
      });
      socket.on('close', (code) => inbox.end(new Error(`closed: ${code}`)));
      await raw.say({ type: 'connection_init' });
      await raw.start('1', { query, variables });
      await soon('acknowledgement', acknowledged);
      return {
        next: () => inbox.next(),
        leave: async () => {
          await raw.stop('1');
          await raw.say({ type: 'connection_terminate' });
          await raw.closed();
        },
        vanish: () => socket.terminate(),
        pause: () => socket.pause(),
        resume: () => socket.resume(),
      };
    },
  };
}
