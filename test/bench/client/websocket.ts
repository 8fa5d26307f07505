import { CHANGES, CHANGES_VARIABLES } from '../schema/works.ts';
import { type Ear, openSocket, type OpenSubscriber, type Subscriber, watchEnd } from './subscriber.ts';

/** `graphql-transport-ws` on a bare socket: frames are counted and hardly looked at. */

const HEAD_END = '\r\n\r\n';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
/** A message says what it is so early. */
const TYPE_WITHIN = 48;

const upgrade = (host: string): string =>
  [
    'GET /graphql HTTP/1.1',
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: cm9sbGNhbGwtYmVuY2gtMQ==',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    HEAD_END,
  ]
    .join('\r\n')
    .slice(0, -2);

/** A client has to mask what it sends; a mask of zeros leaves it as it is. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

const INIT = frameOf(TEXT, Buffer.from('{"type":"connection_init"}'));
const subscribeTo = (variables: object): Buffer =>
  frameOf(TEXT, Buffer.from(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: CHANGES, variables } })));
const SUBSCRIBE = subscribeTo(CHANGES_VARIABLES);

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly next: number;
}

/** The frame at a place; null while it is not complete. A server does not mask. */
function readFrame(bytes: Buffer, at: number): Frame | null {
  if (bytes.length < at + 2) return null;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < at + headBytes) return null;
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  const next = at + headBytes + length;
  if (bytes.length < next) return null;
  return { opcode: (bytes[at] ?? 0) & 0x0f, payload: bytes.subarray(at + headBytes, next), next };
}

/** A subscriber of the group that everybody of the fan-out listens to. */
export const openWebSocket: OpenSubscriber = (url, ear) => open(url, ear, SUBSCRIBE);

/** A subscriber of another group. */
export const openWebSocketTo = (url: string, ear: Ear, groupId: string): Promise<Subscriber> =>
  open(url, ear, subscribeTo({ groupId }));

async function open(url: string, ear: Ear, subscribe: Buffer): Promise<Subscriber> {
  const socket = await openSocket(url);
  const opened = Promise.withResolvers<void>();
  let rest: Buffer = Buffer.alloc(0);
  let upgraded = false;
  let sampled = false;

  const takeText = (payload: Buffer): number => {
    const begin = payload.toString('latin1', 0, TYPE_WITHIN);
    if (begin.includes('"next"')) {
      if (!sampled) ear.sample(dataOf(payload.toString('utf8')));
      sampled = true;
      return 1;
    }
    if (begin.includes('"connection_ack"')) {
      socket.write(subscribe);
      opened.resolve();
    } else if (begin.includes('"ping"')) {
      socket.write(frameOf(TEXT, Buffer.from('{"type":"pong"}')));
    } else {
      ear.failed(payload.toString('utf8'));
    }
    return 0;
  };

  const takeFrames = (bytes: Buffer): void => {
    let at = 0;
    let events = 0;
    for (let frame = readFrame(bytes, at); frame !== null; frame = readFrame(bytes, at)) {
      if (frame.opcode === TEXT) events += takeText(frame.payload);
      else if (frame.opcode === PING) socket.write(frameOf(PONG, frame.payload));
      else if (frame.opcode === CLOSE) ear.failed(`closed: ${frame.payload.toString('utf8', 2)}`);
      at = frame.next;
    }
    rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
    if (events > 0) ear.heard(events);
  };

  socket.on('data', (data: Buffer) => {
    const bytes = rest.length === 0 ? data : Buffer.concat([rest, data]);
    if (upgraded) return takeFrames(bytes);
    const end = bytes.indexOf(HEAD_END);
    rest = bytes;
    if (end < 0) return;
    if (!bytes.toString('latin1', 0, 12).endsWith('101')) return ear.failed(bytes.toString('latin1'));
    upgraded = true;
    socket.write(INIT);
    takeFrames(bytes.subarray(end + HEAD_END.length));
  });
  socket.write(upgrade(new URL(url).host));
  return { opened: opened.promise, [Symbol.dispose]: watchEnd(socket, ear) };
}

const dataOf = (message: string): string =>
  JSON.stringify((JSON.parse(message) as { payload: { data: unknown } }).payload.data);
