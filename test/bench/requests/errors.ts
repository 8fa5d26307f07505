import type { Verdict } from '../report/result.ts';

/** Requests that fail, each in its own way. */
const MISTAKES: readonly { readonly name: string; readonly body: object }[] = [
  { name: 'a syntax error', body: { query: '{ group(id: "tencent:bench") { id' } },
  { name: 'an unknown field', body: { query: '{ group(id: "tencent:bench") { id nothing } }' } },
  { name: 'an argument left out', body: { query: '{ group { id } }' } },
  {
    name: 'a variable of the wrong type',
    body: {
      query: 'query ($first: Int) { group(id: "a:b") { memberships(first: $first) { totalCount } } }',
      variables: { first: 'x' },
    },
  },
  {
    name: 'a variable left out',
    body: { query: 'query ($id: ID!) { group(id: $id) { id } }' },
  },
  {
    name: 'an error in a nested field',
    body: { query: '{ group(id: "tencent:bench") { id connection { id } } }' },
  },
  { name: 'an unknown operation', body: { query: 'query A { connections { id } }', operationName: 'B' } },
];

interface Told {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly unknown[];
}

/** Whether the service and stock Apollo Server, which executes with graphql-js, say the same about mistakes: codes, messages, paths and places. */
export async function compareErrors(url: string, referenceUrl: string): Promise<Verdict> {
  const different: string[] = [];
  for (const { name, body } of MISTAKES) {
    const [told, expected] = await Promise.all([ask(url, body), ask(referenceUrl, body)]);
    if (JSON.stringify(told) !== JSON.stringify(expected)) different.push(name);
  }
  return {
    target: 'B1',
    topic: 'errors and codes',
    work: 'errors and codes beside graphql-js in stock Apollo Server',
    aim: 'identical',
    reached: `${MISTAKES.length - different.length} of ${MISTAKES.length} identical`,
    met: different.length === 0,
    remark: different.join(', '),
  };
}

async function ask(url: string, body: object): Promise<Told> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { data = null, errors = [] } = (await response.json()) as {
    data?: unknown;
    errors?: { message: string; locations?: unknown; path?: unknown; extensions?: { code?: string } }[];
  };
  return {
    status: response.status,
    data,
    errors: errors.map(({ message, locations, path, extensions }) => ({
      // What nobody meant for the client has a message of our own.
      message: extensions?.code === 'INTERNAL_SERVER_ERROR' ? '' : message,
      locations,
      path,
      code: extensions?.code,
    })),
  };
}
