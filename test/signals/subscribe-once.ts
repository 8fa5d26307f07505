import { once } from 'node:events';
import type { WebSocket } from 'ws';

/** Opens a WebSocket with these parameters, asks for one thing, and leaves when it is answered or refused. */
export async function subscribeOnce(url: string, Socket: typeof WebSocket, params: object): Promise<void> {
  const socket = new Socket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: params }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ connections { id } }' } }));
  await once(socket, 'message');
  socket.close();
  await once(socket, 'close');
}
