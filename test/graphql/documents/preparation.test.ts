import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { anyDocument } from '../../../src/graphql/documents/documents.ts';
import { DocumentReader } from '../../../src/graphql/documents/reader.ts';
import { MAX_DOCUMENT_TOKENS, Operations, type OperationRequest } from '../../../src/graphql/operation.ts';
import { recordLog } from '../../transports/front.ts';

describe('the preparation of an operation', () => {
  const schema = buildSchema('type Query { a(b: Int): Int }');
  const operations = new Operations({
    schema,
    reader: new DocumentReader(schema),
    documents: anyDocument,
    createContext: (viewer) => ({ viewer }) as never,
    log: recordLog().log,
  });
  const prepare = (request: OperationRequest) => operations.prepare(request);
  const codes = async (query: string, operationName?: string) => {
    const prepared = await prepare({ query, operationName });
    return 'errors' in prepared ? prepared.errors.map(({ extensions }) => extensions['code']) : [];
  };

  it('parses and validates a document once', async () => {
    const first = await prepare({ query: '{ a }' });
    const second = await prepare({ query: '{ a }', variables: { b: 1 } });
    expect('args' in first && 'args' in second && first.args.document === second.args.document).toBe(true);
    expect(second).toMatchObject({ args: { variableValues: { b: 1 } } });
  });

  it('names what is wrong with a document by a code', async () => {
    expect(await codes('{ a')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codes(`{ ${'a '.repeat(MAX_DOCUMENT_TOKENS)} }`)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codes('{ c d }')).toEqual(['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codes('query A { a } query B { a }')).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(await codes('query A { a } query B { a }', 'C')).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(await codes('query A { a } query B { a }', 'B')).toEqual([]);
  });

  it('says why no document is meant', async () => {
    const request = { documentId: 'abc' };
    const refused = { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] };
    expect(operations.name(request)).toMatchObject(refused);
    expect(await prepare(request)).toMatchObject(refused);
    expect(operations.name({ query: '' })).toEqual({ text: undefined });
    expect(await prepare({})).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('says the same about a wrong document every time', async () => {
    expect(await codes('{ e }')).toEqual(await codes('{ e }'));
  });
});
