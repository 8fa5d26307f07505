import { Inbox, open, streamedBy, type StreamedResult, type TransportClient } from './clients.ts';

/** As Apollo Client's HttpLink asks. */
export const APOLLO_CLIENT_ACCEPT =
  'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/graphql-response+json,application/json;q=0.9';
export const MULTIPART_TYPE = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"';

const DELIMITER = '\r\n--graphql';
const PART_HEAD = '\r\ncontent-type: application/json\r\n\r\n';

/** Reads the protocol to the letter: a part that is anything else fails the test. */
export function multipartClient(): TransportClient {
  return {
    name: 'multipart/mixed, subscriptionSpec 1.0',
    atExpiry: 'lastResult',
    atShutdown: 'lastResult',
    noticedAfterMs: 0,
    async subscribe(url, query, variables = {}) {
      const opened = await open(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: APOLLO_CLIENT_ACCEPT },
        body: JSON.stringify({ query, variables }),
      });
      const type = opened.response.headers['content-type'];
      if (opened.response.statusCode === 200 && type !== MULTIPART_TYPE) throw new Error(`answered as ${type}`);
      const inbox = new Inbox<StreamedResult>();
      let begun = false;
      return streamedBy(opened, inbox, (text) => {
        const pieces = text.split(DELIMITER);
        const rest = pieces.pop() ?? '';
        for (const piece of pieces) {
          if (begun) readPart(piece, inbox);
          else if (piece !== '') inbox.end(new Error(`something before the first boundary: ${piece}`));
          begun = true;
        }
        if (!begun || rest !== '--\r\n') return rest;
        inbox.end(null);
        return '';
      });
    },
  };
}

function readPart(piece: string, inbox: Inbox<StreamedResult>): void {
  if (!piece.startsWith(PART_HEAD)) return inbox.end(new Error(`no part: ${piece}`));
  const body = JSON.parse(piece.slice(PART_HEAD.length)) as { payload?: StreamedResult | null; errors?: never };
  const { payload, errors, ...others } = body;
  if (Object.keys(others).length > 0) return inbox.end(new Error(`unknown keys: ${piece}`));
  if (payload === undefined && errors === undefined) return;
  inbox.push(payload ?? { errors: errors ?? [] });
}
