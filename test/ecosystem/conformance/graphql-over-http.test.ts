import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../../e2e/processes.ts';
import { ask, postJson } from '../../transports/clients.ts';

/** So many audits has the suite; one that is lost on the way would be missed by nobody else. */
const AUDITS = 61;

const JSON_TYPE = /^application\/json(;|$)/;
const RESPONSE_TYPE = /^application\/graphql-response\+json(;|$)/;

/** Requests that are well-formed, and cannot be executed. */
const MISTAKES = {
  'a document that cannot be parsed': { query: '{' },
  'a field that does not exist': { query: '{ nothing }' },
  'a variable of another type': { query: 'query ($id: ID!) { group(id: $id) { id } }', variables: { id: [1] } },
};

describe('GraphQL over HTTP', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  }, 30_000);
  afterAll(() => service[Symbol.asyncDispose]());

  const url = (): string => `${service.url}/graphql`;
  const audits = serverAudits({ url, fetchFn: fetch });

  it('is audited in full', () => {
    expect(audits).toHaveLength(AUDITS);
  });

  it.each(audits)('passes audit $id: $name', async ({ fn }) => {
    expect(await fn()).toMatchObject({ status: 'ok' });
  });

  it('answers a GET without any header of its own', async () => {
    const { status, headers, text } = await ask(`${url()}?query={__typename}`);
    expect([status, JSON.parse(text)]).toEqual([200, { data: { __typename: 'Query' } }]);
    expect(headers['content-type']).toMatch(JSON_TYPE);
  });

  describe.each(Object.entries(MISTAKES))('answers %s', (_name, body) => {
    it.each([
      ['with 200 where only application/json is taken', 'application/json', 200, JSON_TYPE],
      ['with 400 where the type of GraphQL is taken', 'application/graphql-response+json', 400, RESPONSE_TYPE],
      [
        'with 400 where both are taken',
        'application/graphql-response+json, application/json;q=0.9',
        400,
        RESPONSE_TYPE,
      ],
      ['with 400 where anything is taken', '*/*', 400, JSON_TYPE],
    ])('%s', async (_how, accept, status, type) => {
      const answer = await postJson(url(), body, { accept });
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        status,
        { errors: [expect.objectContaining({ message: expect.any(String) })] },
      ]);
      expect(answer.headers['content-type']).toMatch(type);
    });

    it('with 400 to who says nothing about it', async () => {
      const answer = await postJson(url(), body);
      expect(answer.status).toBe(400);
    });
  });

  it.each([
    ['JSON that is none', '{', 400],
    ['JSON that is no object', '[]', 400],
  ])('answers a body of %s with an error of HTTP, whatever is taken', async (_what, body, status) => {
    const answer = await ask(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
    });
    expect(answer.status).toBe(status);
  });
});
