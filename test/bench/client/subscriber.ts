import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What subscribers tell of what they receive. */
export interface Ear {
  /** So many events have come with one read from a socket. */
  heard(events: number): void;
  /** The data of one event, as it came first. */
  sample(payload: string): void;
  /** The subscription ended, or is none. */
  failed(why: string): void;
}

/** One subscription on a socket of its own, with as little work as it can be. */
export interface Subscriber extends Disposable {
  /** Resolves when the server has taken the request. It may begin to deliver a moment later. */
  readonly opened: Promise<void>;
}

export type OpenSubscriber = (url: string, ear: Ear) => Promise<Subscriber>;

/**
 * Without an address of its own to connect from: binding one first takes the kernel milliseconds once thousands of its ports are
 * in use, and the 28 000 that one server can be reached from are enough here.
 */
export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

/** Tells the ear when the socket ends by itself. Returns what closes it on purpose. */
export function watchEnd(socket: Socket, ear: Ear): () => void {
  let wanted = false;
  socket.on('error', (error) => {
    if (!wanted) ear.failed(error.message);
  });
  socket.on('close', () => {
    if (!wanted) ear.failed('the server hung up');
  });
  return () => {
    wanted = true;
    socket.destroy();
  };
}
