import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { LEGACY, MODERN, type Words } from '../transports/raw-socket.ts';
import { postJson } from '../transports/clients.ts';
import { soon } from '../transports/time.ts';
import type { CallbackListener } from './callback-listener.ts';

/** Somebody who has subscribed and hears nothing. */
export interface SilentSubscriber {
  /** As the protocol wants it; resolves when the connection is closed. */
  leave(): Promise<void>;
  /** Without a word; resolves when the connection is closed at this end. */
  cut(): Promise<void>;
}

/** A way to subscribe, as fast as it goes. */
export interface SilentTransport {
  readonly name: string;
  /** How many come and go at the same time. */
  readonly atOnce: number;
  /**
   * Resolves when the service has the subscription.
   *
   * @param listener to whom the service posts, if it posts
   */
  subscribe(url: string, listener: CallbackListener): Promise<SilentSubscriber>;
}

const AT_ONCE = 50;
/** They wait for the next sign of life most of the time. */
const CALLBACKS_AT_ONCE = 150;

/** Nothing ever happens in it. */
const QUERY = 'subscription { memberStateChanged(groupId: "wechat:silent@chatroom") { cursor } }';

function webSocket(words: Words): SilentTransport {
  return {
    name: `WebSocket, ${words.protocol}`,
    atOnce: AT_ONCE,
    async subscribe(url) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, words.protocol);
      socket.on('error', () => {});
      await soon('open socket', once(socket, 'open'));
      const say = (message: object): void => socket.send(JSON.stringify(message));
      say({ type: 'connection_init' });
      await soon('acknowledgement', once(socket, 'message'));
      const answered = new Promise<void>((resolve) => {
        socket.on('message', (data) => {
          if ((data as Buffer).includes('"complete"')) resolve();
        });
      });
      say({ id: '1', type: words.start, payload: { query: QUERY } });
      // Comes after the subscription, and so is its answer.
      say({ id: '2', type: words.start, payload: { query: '{ __typename }' } });
      await soon('answer', answered);
      const closed = once(socket, 'close');
      return {
        async leave() {
          say({ id: '1', type: words.stop });
          socket.close(1000);
          await closed;
        },
        async cut() {
          socket.terminate();
          await closed;
        },
      };
    },
  };
}

interface Streamed {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly accept: string;
  /** What the service sends as soon as it has the subscription. */
  readonly begins: string;
}

/** Written to the wire by hand: ten thousand requests of a client library take longer than all else together. */
function httpStream({ name, method, accept, begins }: Streamed): SilentTransport {
  const body = method === 'POST' ? JSON.stringify({ query: QUERY }) : '';
  const path = method === 'POST' ? '/graphql' : `/graphql?${new URLSearchParams({ query: QUERY })}`;
  const entity =
    method === 'POST' ? ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`] : [];
  const request = [`${method} ${path} HTTP/1.1`, 'host: x', `accept: ${accept}`, ...entity, '', body].join('\r\n');
  return {
    name,
    atOnce: AT_ONCE,
    async subscribe(url) {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write(method === 'POST' ? request : `${request}\r\n`);
      await soon('beginning of the stream', reads(socket, begins));
      const closed = once(socket, 'close');
      return {
        async leave() {
          socket.end();
          socket.resume();
          await closed;
        },
        async cut() {
          socket.resetAndDestroy();
          await closed;
        },
      };
    },
  };
}

function reads(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let read = '';
    socket.on('data', (chunk: Buffer) => {
      read += chunk.toString('latin1');
      if (read.includes(text)) resolve();
    });
    socket.once('close', () => reject(new Error(`the stream never began: ${read}`)));
  });
}

/** The shortest interval that the service takes: a client that is gone is noticed by the next sign of life. */
const HEARTBEAT_INTERVAL_MS = 100;

const callback: SilentTransport = {
  name: 'HTTP callbacks',
  atOnce: CALLBACKS_AT_ONCE,
  async subscribe(url, listener) {
    const subscriptionId = randomUUID();
    const path = `/${subscriptionId}`;
    listener.know(path);
    const subscription = {
      callbackUrl: `${listener.origin}${path}`,
      subscriptionId,
      verifier: 'verifier',
      heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
    };
    const headers = { accept: 'application/json;callbackSpec=1.0', connection: 'close' };
    const { status, text } = await postJson(`${url}/graphql`, { query: QUERY, extensions: { subscription } }, headers);
    if (status !== 200) throw new Error(text);
    return { leave: () => listener.leave(path), cut: () => listener.cut(path) };
  },
};

const EVENTS = { accept: 'text/event-stream', begins: '\r\n:\n\n' };

export const SILENT_TRANSPORTS: readonly SilentTransport[] = [
  webSocket(MODERN),
  webSocket(LEGACY),
  httpStream({ name: 'server-sent events by GET', method: 'GET', ...EVENTS }),
  httpStream({ name: 'server-sent events by POST', method: 'POST', ...EVENTS }),
  httpStream({
    name: 'multipart/mixed',
    method: 'POST',
    accept: 'multipart/mixed;subscriptionSpec="1.0", application/json',
    begins: '\r\n--graphql',
  }),
  callback,
];
