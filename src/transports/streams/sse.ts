import type { StreamFormat } from './stream-format.ts';

const event = (name: string, data: string): string => `event: ${name}\ndata:${data}\n\n`;
const next = (result: string): string => event('next', ` ${result}`);

/** A comment; some browsers wait for the first byte of the body. */
const SIGN = ':\n\n';

/**
 * Server-sent events, one stream for each subscription ("distinct connections" of the GraphQL over SSE protocol).
 *
 * A goodbye is the end of the stream without the event `complete`: then clients ask again.
 */
export const eventStreamFormat: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: SIGN,
  result: next,
  failure: (errors) => next(JSON.stringify({ errors })),
  sign: SIGN,
  complete: event('complete', ''),
  goodbye: '',
};
