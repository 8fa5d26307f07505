import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentStore, MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENTS } from '../../src/graphql/document-store.ts';
import { anyDocument } from '../../src/graphql/documents/documents.ts';
import { MAX_DOCUMENT_TOKENS, Operations, type OperationRequest } from '../../src/graphql/operation.ts';
import { recordLog } from '../transports/front.ts';

const documentOf = (characters: number) => parse(`{ ${'a '.repeat(characters)}`.slice(0, characters - 2).concat(' }'));

describe('the document store', () => {
  it('keeps the documents that were used last', async () => {
    const store = createDocumentStore();
    const document = parse('{ a }');
    for (let n = 0; n < MAX_DOCUMENTS; n++) await store.set(`${n}`, document);
    expect(await store.get('0')).toBe(document);
    await store.set('one more', document);
    expect(await store.get('0')).toBe(document);
    expect(await store.get('1')).toBeUndefined();
    expect(await store.get('one more')).toBe(document);
  });

  it('keeps no more text than fits, however few documents that are', async () => {
    const store = createDocumentStore();
    const document = documentOf(MAX_DOCUMENT_CHARACTERS / 16);
    for (let n = 0; n < 17; n++) await store.set(`${n}`, document);
    expect(await store.get('0')).toBeUndefined();
    expect(await store.get('1')).toBe(document);
    expect(await store.get('16')).toBe(document);
  });

  it('keeps no document that carries a crowd inside, and drops nothing for it', async () => {
    const store = createDocumentStore();
    const small = parse('{ a }');
    await store.set('small', small);
    await store.set('large', documentOf(MAX_DOCUMENT_CHARACTERS / 16 + 1));
    expect(await store.get('large')).toBeUndefined();
    expect(await store.get('small')).toBe(small);
  });

  it('forgets on demand', async () => {
    const store = createDocumentStore();
    await store.set('a', parse('{ a }'));
    expect(await store.delete('a')).toBe(true);
    expect(await store.delete('a')).toBe(false);
    expect(await store.get('a')).toBeUndefined();
  });
});

describe('the preparation of an operation', () => {
  const operations = new Operations({
    schema: buildSchema('type Query { a(b: Int): Int }'),
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

  it('says the same about a wrong document every time', async () => {
    expect(await codes('{ e }')).toEqual(await codes('{ e }'));
  });
});
