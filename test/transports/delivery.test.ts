import { OperationTypeNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { chooseDelivery, type Wishes } from '../../src/transports/delivery.ts';

const SUBSCRIPTION: Wishes = {
  kind: OperationTypeNode.SUBSCRIPTION,
  method: 'POST',
  accept: undefined,
  extensions: undefined,
};
const CALLBACK = { subscription: { callbackUrl: 'http://router:4000/callback/1' } };
const deliver = (wishes: Partial<Wishes>) => chooseDelivery({ ...SUBSCRIPTION, ...wishes });

describe('the delivery of a subscription', () => {
  it.each([
    ['Hive Gateway', 'text/event-stream', 'eventStream'],
    ['Hive Router', 'multipart/mixed;subscriptionSpec="1.0", text/event-stream', 'multipart'],
    [
      'urql, whose multipart/mixed is for @defer',
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      'eventStream',
    ],
    [
      'Apollo Client',
      'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/graphql-response+json,application/json;q=0.9',
      'multipart',
    ],
    ['Apollo Client 4', 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json', 'multipart'],
    ['parameters in another order', 'multipart/mixed; subscriptionSpec=1.0; boundary=x', 'multipart'],
    ['upper case', 'MULTIPART/MIXED;SUBSCRIPTIONSPEC="1.0"', 'multipart'],
    ['who likes events better', 'multipart/mixed;subscriptionSpec=1.0;q=0.5, text/event-stream;q=0.6', 'eventStream'],
    ['who names events first', 'text/event-stream, multipart/mixed;subscriptionSpec=1.0', 'eventStream'],
    ['who knows another version only', 'multipart/mixed;subscriptionSpec=2.0, text/event-stream;q=0.1', 'eventStream'],
  ])('to %s is what its header wants most', (_who, accept, expected) => {
    expect(deliver({ accept })).toBe(expected);
  });

  it.each([
    undefined,
    '*/*',
    'text/*',
    'application/json',
    'multipart/mixed',
    'multipart/mixed;deferSpec=20220824',
    'multipart/mixed;subscriptionSpec=2.0',
    'text/event-stream;q=0',
    'application/x;note="text/event-stream"',
    'application/json;callbackSpec=1.0',
  ])('is refused to a client that takes %s', (accept) => {
    expect(() => deliver({ accept })).toThrow(expect.objectContaining({ status: 406, code: 'NOT_ACCEPTABLE' }));
  });

  it('is by callback for whoever names one, whatever else the client takes', () => {
    expect(deliver({ extensions: CALLBACK })).toBe('callback');
    expect(deliver({ extensions: CALLBACK, accept: 'text/event-stream' })).toBe('callback');
    expect(deliver({ extensions: { subscription: null }, accept: 'text/event-stream' })).toBe('eventStream');
  });

  it.each([OperationTypeNode.QUERY, OperationTypeNode.MUTATION, undefined])(
    'by callback is for no operation of the kind %s',
    (kind) => {
      expect(() => deliver({ kind, extensions: CALLBACK })).toThrow(
        expect.objectContaining({ status: 400, code: 'BAD_REQUEST' }),
      );
    },
  );

  it('by callback cannot be asked for by GET, which any page may send', () => {
    expect(() => deliver({ method: 'GET', extensions: CALLBACK })).toThrow(expect.objectContaining({ status: 405 }));
  });
});

describe('the delivery of anything else', () => {
  it.each([OperationTypeNode.QUERY, OperationTypeNode.MUTATION, undefined])('is plain for the kind %s', (kind) => {
    for (const accept of [undefined, 'text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])
      expect(deliver({ kind, accept })).toBe('plain');
  });
});
