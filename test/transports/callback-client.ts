import { CallbackRouter } from './callback-router.ts';
import { Inbox, postJson, type StreamedResult, type TransportClient } from './clients.ts';

/** The protocol's default: 5 s. */
const HEARTBEAT_INTERVAL_MS = 5_000;

/** A client behind a router that has its subscriptions called back. */
export function callbackClient(): TransportClient {
  let router: CallbackRouter | null = null;
  return {
    name: 'HTTP callbacks',
    atExpiry: 'lastResult',
    atShutdown: 'lastResult',
    noticedAfterMs: HEARTBEAT_INTERVAL_MS,
    async surround() {
      const started = await CallbackRouter.start();
      router = started;
      return {
        callbackOrigins: [started.origin],
        async [Symbol.asyncDispose]() {
          await started[Symbol.asyncDispose]();
          if (started.complaints.length > 0) throw new Error(started.complaints.join('\n'));
        },
      };
    },
    async subscribe(url, query, variables = {}) {
      if (router === null) throw new Error('there is no router');
      const inbox = new Inbox<StreamedResult>();
      const routed = router.subscription();
      routed.onMessage = ({ action, payload, errors }) => {
        if (action === 'next') inbox.push(payload as StreamedResult);
        if (action === 'complete' && errors !== undefined) inbox.push({ errors });
        if (action === 'complete') inbox.end(null);
      };
      const asked = { query, variables, extensions: routed.extension(HEARTBEAT_INTERVAL_MS) };
      const { status, text, headers } = await postJson(`${url}/graphql`, asked, {
        accept: 'application/json;callbackSpec=1.0',
      });
      if (status === 200) {
        if (text !== '{"data":null}' || headers['subscription-protocol'] !== 'callback/1.0') throw new Error(text);
      } else {
        inbox.push(JSON.parse(text) as StreamedResult);
        inbox.end(null);
      }
      return {
        next: () => inbox.next(),
        leave: () => Promise.resolve(void (routed.known = false)),
        vanish: () => void (routed.react = () => 'hangUp'),
        pause: () => routed.hold(),
        resume: () => routed.release(),
      };
    },
  };
}
