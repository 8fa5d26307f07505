import { buildSchema, GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/kernel/input-error.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { postJson } from '../transports/clients.ts';
import { type Front, startFront } from '../transports/front.ts';

const SECRET = 'the secret in the message';

/** Fields that go wrong, each in its way. */
const FAILURES: Readonly<Record<string, () => unknown>> = {
  bug: () => {
    throw new TypeError(SECRET);
  },
  rejected: () => Promise.reject(new Error(SECRET)),
  noError: () => {
    // oxlint-disable-next-line typescript/only-throw-error
    throw SECRET;
  },
  withCause: () => {
    throw new Error('outer', { cause: new Error(SECRET) });
  },
  plainGraphQL: () => {
    throw new GraphQLError(SECRET);
  },
  wrongType: () => ({ [SECRET]: SECRET }),
  missing: () => null,
  mistake: () => {
    throw new InputError('input.members[3].account', 'give exactly one of account and userId');
  },
};

describe('errors', () => {
  let front: Front;
  beforeAll(async () => {
    const fields = Object.keys(FAILURES).map((name) => `${name}: Int!`);
    const schema = buildSchema(
      `type Query { fine: Int ${fields.map((field) => field.slice(0, -1)).join(' ')} strict: Strict } type Strict { ${fields.join(' ')} }`,
    );
    schema.getQueryType()!.getFields()['strict']!.resolve = () => ({});
    schema.getQueryType()!.getFields()['fine']!.resolve = () => 1;
    for (const [name, fail] of Object.entries(FAILURES)) {
      schema.getQueryType()!.getFields()[name]!.resolve = fail;
      const strict = schema.getType('Strict') as unknown as { getFields(): Record<string, { resolve: () => unknown }> };
      strict.getFields()[name]!.resolve = fail;
    }
    front = await startFront({ schema, clock: new ManualClock() });
  });
  afterAll(() => front[Symbol.asyncDispose]());

  const ask = async (query: string) => {
    const { status, text } = await postJson(`${front.url}/graphql`, { query });
    const { data, errors } = JSON.parse(text) as {
      data: unknown;
      errors: { message: string; path: string[]; extensions: Record<string, unknown> }[];
    };
    return { status, text, data, errors };
  };

  it.each(['bug', 'rejected', 'noError', 'withCause', 'plainGraphQL', 'wrongType'])(
    'that nobody meant for the client show an id alone (%s)',
    async (name) => {
      const { status, text, data, errors } = await ask(`{ fine ${name} }`);
      expect([status, data]).toEqual([200, { fine: 1, [name]: null }]);
      expect(text).not.toContain('secret');
      expect(text).not.toContain('stack');
      expect(errors).toMatchObject([
        { path: [name], extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) } },
      ]);
      const { errorId } = errors[0]!.extensions;
      expect(Object.keys(errors[0]!.extensions)).toEqual(['code', 'errorId']);
      expect(errors[0]!.message).toBe(`Something went wrong in Rollcall; its log says what, under ${String(errorId)}.`);
      expect(JSON.stringify(front.lines.find((line) => line.errorId === errorId))).toContain(SECRET);
    },
  );

  it('have an id of their own each', async () => {
    const { errors } = await ask('{ bug rejected }');
    expect(new Set(errors.map(({ extensions }) => extensions['errorId'])).size).toBe(2);
  });

  it('hide that a field was null which must not be', async () => {
    const { data, text } = await ask('{ strict { missing } }');
    expect(data).toEqual({ strict: null });
    expect(text).not.toContain('Cannot return null');
  });

  it('of the caller pass with their message, code and field, and are not written down', async () => {
    const before = front.lines.length;
    expect((await ask('{ mistake }')).errors).toEqual([
      {
        message: 'give exactly one of account and userId',
        locations: [{ line: 1, column: 3 }],
        path: ['mistake'],
        extensions: { code: 'BAD_USER_INPUT', field: 'input.members[3].account' },
      },
    ]);
    expect(front.lines.length).toBe(before);
  });

  it('of the document pass without a stack', async () => {
    const { status, text, errors } = await ask('{ fine nothing }');
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      { message: 'Cannot query field "nothing" on type "Query".', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    expect(text).not.toContain('stack');
  });
});
