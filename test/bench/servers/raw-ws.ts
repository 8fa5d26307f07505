import { once } from 'node:events';
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { serve, urlOf } from '../machine/serve.ts';
import { executeChange } from '../schema/change.ts';
import { eventsFrom } from '../schema/events.ts';

/** The limit: each event is executed once and becomes one frame, which is written to every socket. */
const http = createServer().listen(0, '127.0.0.1');
const sockets = new WebSocketServer({ server: http, path: '/graphql' });
const subscribed = new Set<WebSocket>();

sockets.on('connection', (socket) => {
  socket.on('message', (data) => {
    const { type } = JSON.parse((data as Buffer).toString('utf8')) as { type: string };
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (type === 'subscribe') subscribed.add(socket);
  });
  socket.on('close', () => subscribed.delete(socket));
});
await once(http, 'listening');

const nextEvents = eventsFrom(1);
serve({
  url: urlOf(http.address()),
  publish(events) {
    for (const event of nextEvents(events)) {
      const payload = executeChange(event);
      // Every client of the benchmark calls its one subscription so.
      const frame = JSON.stringify({ id: '1', type: 'next', payload });
      for (const socket of subscribed) socket.send(frame);
    }
  },
});
