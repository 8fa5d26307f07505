import type { Dialect } from './dialect.ts';
import { readEnvelope, readInit, readStart, readStop, wrong } from './message.ts';

const KEEP_ALIVE = JSON.stringify({ type: 'ka' });

/**
 * The protocol of `subscriptions-transport-ws`, whose name on the wire is that of another package: GraphQL Playground, older
 * clients, and Apollo Router where its setting says `graphql_transport_ws`.
 *
 * A client need not wait for the acknowledgement. What it stopped itself is not completed once more: the id may be in use again.
 *
 * @see https://github.com/apollographql/subscriptions-transport-ws/blob/master/PROTOCOL.md, read 2026-11-21
 */
export const legacyDialect: Dialect = {
  protocol: 'graphql-ws',
  read(text) {
    const envelope = readEnvelope(text);
    switch (envelope?.type) {
      case 'connection_init':
        return readInit(envelope);
      case 'start':
        return readStart(envelope);
      case 'stop':
        return readStop(envelope);
      case 'connection_terminate':
        return { kind: 'terminate' };
      default:
        return wrong('this is no message of graphql-ws (subscriptions-transport-ws)');
    }
  },
  // Apollo Router takes nothing before the acknowledgement.
  welcome: [JSON.stringify({ type: 'connection_ack' }), KEEP_ALIVE],
  sign: KEEP_ALIVE,
  farewell: (message) => JSON.stringify({ type: 'connection_error', payload: { message } }),
  resultType: 'data',
  // The protocol's text shows one error here. Its own client and Apollo Router take a list as well, and Cosmo takes nothing else.
  failure: (id, payload) => JSON.stringify({ id, type: 'error', payload }),
  complete: (id) => JSON.stringify({ id, type: 'complete' }),
  repeatedId: 'replaces',
};
