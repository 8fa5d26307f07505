import { Client, fetchExchange } from '@urql/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectionsDocument } from '../../../schema/client/graphql.ts';
import { type Service, startService } from '../../e2e/processes.ts';

describe("urql's fetch", () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  }, 30_000);
  afterAll(() => service[Symbol.asyncDispose]());

  it.each([
    ['GET', 'force'],
    ['POST', false],
  ] as const)('asks by %s for a stream as well, and a query is answered plainly', async (method, preferGetMethod) => {
    const exchanged: { method: string | undefined; accept: string | null; contentType: string | null }[] = [];
    const client = new Client({
      url: `${service.url}/graphql`,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod,
      async fetch(input, init) {
        const response = await fetch(input, init);
        exchanged.push({
          method: init?.method,
          accept: new Headers(init?.headers).get('accept'),
          contentType: response.headers.get('content-type'),
        });
        return response;
      },
    });
    const { data, error } = await client.query(ConnectionsDocument, {});
    expect(error).toBeUndefined();
    expect(data?.connections.map(({ id }) => id)).toContain('zim');
    expect(exchanged).toEqual([
      {
        method,
        accept: expect.stringContaining('text/event-stream'),
        contentType: expect.stringMatching(/^application\/(graphql-response\+)?json/),
      },
    ]);
  });
});
