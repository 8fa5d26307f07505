import { ask, type HttpAnswer, postJson } from '../../transports/clients.ts';
import { LEGACY, MODERN, RawSocket, type Words } from '../../transports/raw-socket.ts';
import { until } from '../../transports/time.ts';

/** A GraphQL request. */
export interface Asked {
  readonly query?: string;
  readonly documentId?: string;
  readonly variables?: object;
  readonly extensions?: object;
}
/** What a client is told: one result, or each of a stream. */
export interface Told {
  readonly status: number;
  readonly results: { data?: unknown; errors?: { message: string; extensions: { code: string } }[] }[];
}

const inSearch = (asked: Asked): string =>
  `${new URLSearchParams(
    Object.entries(asked).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )}`;
const plain = ({ status, text }: HttpAnswer): Told => ({ status, results: [JSON.parse(text)] });
const streamed = (answer: HttpAnswer): Told => {
  if (isJson(answer)) return plain(answer);
  const data = [...answer.text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, json = '']) => JSON.parse(json));
  return { status: answer.status, results: data };
};

/** Every way in which a request comes here, and what it is told. */
export const WAYS: Readonly<Record<string, (url: string, asked: Asked) => Promise<Told>>> = {
  POST: async (url, asked) => plain(await postJson(`${url}/graphql`, asked)),
  GET: async (url, asked) => plain(await ask(`${url}/graphql?${inSearch(asked)}`)),
  'server-sent events by POST': async (url, asked) =>
    streamed(await postJson(`${url}/graphql`, asked, { accept: 'text/event-stream' })),
  'server-sent events by GET': async (url, asked) =>
    streamed(await ask(`${url}/graphql?${inSearch(asked)}`, { headers: { accept: 'text/event-stream' } })),
  'multipart/mixed': async (url, asked) =>
    inParts(await postJson(`${url}/graphql`, asked, { accept: 'multipart/mixed;subscriptionSpec=1.0' })),
  WebSocket: (url, asked) => overSocket(url, asked, MODERN),
  'the legacy WebSocket': (url, asked) => overSocket(url, asked, LEGACY),
};

const isJson = ({ headers }: HttpAnswer): boolean => headers['content-type']?.startsWith('application/json') === true;

function inParts(answer: HttpAnswer): Told {
  if (isJson(answer)) return plain(answer);
  const parts = [...answer.text.matchAll(/^\{.*\}$/gm)].map(([json]) => JSON.parse(json) as { payload?: never });
  return { status: answer.status, results: parts.flatMap(({ payload }) => (payload === undefined ? [] : [payload])) };
}

async function overSocket(url: string, asked: Asked, words: Words): Promise<Told> {
  using socket = await new RawSocket(`${url}/graphql`, { words }).begin();
  await socket.start('1', asked);
  const ended = () => socket.of('1', 'complete').length + socket.of('1', 'error').length > 0;
  await until('the operation has ended', ended);
  const failures = socket.of('1', 'error').map(({ payload: errors }) => ({ errors: [errors].flat() }));
  return { status: 101, results: [...socket.of('1', words.result).map(({ payload }) => payload), ...failures] };
}
