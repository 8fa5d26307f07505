import type { Dialect } from './dialect.ts';
import { readEnvelope, readInit, readStart, readStop, wrong } from './message.ts';

/**
 * The protocol of today's clients and routers.
 *
 * @see https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md, read 2026-11-21
 */
export const modernDialect: Dialect = {
  protocol: 'graphql-transport-ws',
  read(text) {
    const envelope = readEnvelope(text);
    switch (envelope?.type) {
      case 'connection_init':
        return readInit(envelope);
      case 'subscribe':
        return readStart(envelope);
      case 'complete':
        return readStop(envelope);
      case 'ping':
        return { kind: 'ping', answer: JSON.stringify({ type: 'pong', payload: envelope.payload ?? undefined }) };
      case 'pong':
        return { kind: 'pong' };
      default:
        return wrong('this is no message of graphql-transport-ws');
    }
  },
  welcome: [JSON.stringify({ type: 'connection_ack' })],
  sign: null,
  farewell: () => null,
  resultType: 'next',
  failure: (id, payload) => JSON.stringify({ id, type: 'error', payload }),
  complete: (id) => JSON.stringify({ id, type: 'complete' }),
  repeatedId: 'wrong',
};
