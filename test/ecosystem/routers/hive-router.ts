import {
  Inbox,
  open,
  postJson,
  streamedBy,
  type StreamedResult,
  type TransportClient,
} from '../../transports/clients.ts';

/** What Hive Router sends to a subgraph with every request, and what it takes for a subscription; it prefers multipart. */
const HEADERS = { 'content-type': 'application/json; charset=utf-8', connection: 'keep-alive' };
const ACCEPT = 'multipart/mixed;subscriptionSpec="1.0", text/event-stream';

/** Hive Router (Rust) as it asks for queries and mutations: it takes whatever type it gets, and then wants one of these two. */
export async function askAsHiveRouter(url: string, query: string): Promise<unknown> {
  const { headers, text } = await postJson(`${url}/graphql`, { query }, HEADERS);
  const [type] = (headers['content-type'] ?? '').split(';');
  if (type !== 'application/json' && type !== 'application/graphql-response+json')
    throw new Error(`answered as ${type}`);
  return JSON.parse(text);
}

/**
 * Hive Router (Rust) as it subscribes by default: HTTP streaming. A stand-in, for the router itself cannot be had as a package; after its
 * executor for subgraphs, November 2026. It looks for the boundary anywhere, line breaks or not, and takes the end of the
 * response for the end of the subscription.
 */
export function hiveRouterStreams(): TransportClient {
  return {
    name: 'Hive Router, HTTP streaming',
    atExpiry: 'lastResult',
    atShutdown: 'lastResult',
    noticedAfterMs: 0,
    async subscribe(url, query, variables = {}) {
      const body = JSON.stringify({ query, variables });
      const opened = await open(`${url}/graphql`, { method: 'POST', headers: { ...HEADERS, accept: ACCEPT }, body });
      const type = opened.response.headers['content-type'] ?? '';
      if (!type.startsWith('multipart/mixed')) throw new Error(`answered as ${type}`);
      const [, boundary] = /boundary="([^"]+)"/i.exec(type) ?? [];
      if (boundary === undefined) throw new Error(`no boundary in ${type}`);
      const inbox = new Inbox<StreamedResult>();
      opened.response.on('end', () => inbox.end(null));
      let begun = false;
      return streamedBy(opened, inbox, (text) => {
        const pieces = text.split(`--${boundary}`);
        const rest = pieces.pop() ?? '';
        for (const piece of pieces) {
          if (begun) readPart(piece, inbox);
          begun = true;
        }
        return rest;
      });
    },
  };
}

function readPart(piece: string, inbox: Inbox<StreamedResult>): void {
  const body = piece.slice(piece.indexOf('\r\n\r\n') + 4).trim();
  if (body === '' || body === '{}') return;
  const { payload, ...whole } = JSON.parse(body) as StreamedResult & { payload?: StreamedResult | null };
  inbox.push(payload ?? whole);
}
