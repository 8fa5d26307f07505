import { open, type StreamedResult } from '../transports/clients.ts';

/** One subscription by server-sent events, with what its client says of itself. */
export interface Listener extends Disposable {
  /** The next result; null when the server says that the subscription is over. */
  next(): Promise<StreamedResult | null>;
}

export async function listen(
  url: string,
  request: { readonly query: string; readonly extensions?: object },
  headers: Readonly<Record<string, string>>,
): Promise<Listener> {
  const { sent, response } = await open(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(request),
  });
  if (response.statusCode !== 200) throw new Error(`the answer has status ${response.statusCode}`);
  const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>;
  let text = '';
  return {
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const { done, value } = await chunks.next();
          if (done === true) throw new Error('the stream ended without a word');
          text += value;
          continue;
        }
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        if (block.startsWith('event: complete')) return null;
        if (block.startsWith('event: next')) return JSON.parse(block.split('data: ')[1] ?? '') as StreamedResult;
      }
    },
    [Symbol.dispose]: () => void sent.destroy(),
  };
}
