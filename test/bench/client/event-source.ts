import { bodyOf, CHANGES, CHANGES_VARIABLES } from '../schema/works.ts';
import { graphqlRequest } from './http-connection.ts';
import { openSocket, type OpenSubscriber, watchEnd } from './subscriber.ts';

/** Server-sent events on a bare socket: events are counted and hardly looked at. */

const EVENT = 'event: next';
const BODY = bodyOf({ query: CHANGES, variables: CHANGES_VARIABLES });

export const openEventSource: OpenSubscriber = async (url, ear) => {
  const socket = await openSocket(url);
  const opened = Promise.withResolvers<void>();
  let began = '';
  let sampled = false;
  /** The end of what was read last, in which a word may have begun. */
  let rest = '';

  socket.on('data', (data: Buffer) => {
    const text = rest + data.toString('latin1');
    if (!sampled) {
      began += data.toString('utf8');
      if (/^HTTP\/1\.1 (?!200)/.test(began)) return ear.failed(began);
      opened.resolve();
      const [, payload] = /\ndata: ?(\{.*\})\n/.exec(began) ?? [];
      if (payload !== undefined) {
        sampled = true;
        ear.sample(JSON.stringify((JSON.parse(payload) as { data: unknown }).data));
      }
    }
    let events = 0;
    for (let at = text.indexOf(EVENT); at >= 0; at = text.indexOf(EVENT, at + EVENT.length)) events++;
    rest = restOf(text);
    if (events > 0) ear.heard(events);
  });
  socket.write(graphqlRequest(url, BODY, { accept: 'text/event-stream' }));
  return { opened: opened.promise, [Symbol.dispose]: watchEnd(socket, ear) };
};

/** What of {@link EVENT} may stand at the end of a text without being whole. */
function restOf(text: string): string {
  const end = text.slice(1 - EVENT.length);
  for (let at = 0; at < end.length; at++) if (EVENT.startsWith(end.slice(at))) return end.slice(at);
  return '';
}
