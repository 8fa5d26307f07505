import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/graphql/documents/documents.ts';
import { ManifestError, readManifest } from '../../../src/graphql/documents/manifest.ts';
import { DocumentReader } from '../../../src/graphql/documents/reader.ts';

const A = 'query A { a }';
const B = 'mutation B { b }';

describe('a list of trusted documents', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-trusted-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const schema = buildSchema('type Query { a: Int } type Mutation { b: Int }');
  const read = (manifest: unknown) => {
    const path = join(folder, 'documents.json');
    writeFileSync(path, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
    return readManifest(path, new DocumentReader(schema));
  };
  const failure = (manifest: unknown): string => {
    try {
      read(manifest);
    } catch (error) {
      if (error instanceof ManifestError) return error.message.replace(folder, '');
      throw error;
    }
    return '';
  };
  const expected = new Map([
    [hashOf(A), A],
    [hashOf(B), B],
  ]);

  it('may be what codegen makes, with or without the name of the algorithm', () => {
    expect(read({ [hashOf(A)]: A, [hashOf(B)]: B })).toEqual(expected);
    expect(read({ [`sha256:${hashOf(A)}`]: A, [`SHA256:${hashOf(B).toUpperCase()}`]: B })).toEqual(expected);
  });

  it("may be Apollo's", () => {
    const operations = [
      { id: hashOf(A), name: 'A', type: 'query', body: A },
      { id: hashOf(B), name: 'B', type: 'mutation', body: B },
    ];
    expect(read({ format: 'apollo-persisted-query-manifest', version: 1, operations })).toEqual(expected);
  });

  it('tells every document that cannot be taken, and why', () => {
    const wrong = 'query C { c }';
    const broken = 'query {';
    expect(failure({ [hashOf(A)]: A, [hashOf(wrong)]: wrong, [hashOf(broken)]: broken, [hashOf(B)]: A })).toBe(
      [
        'the list of trusted documents /documents.json cannot be used:',
        `  ${hashOf(wrong)}: Cannot query field "c" on type "Query". Did you mean "a"?`,
        `  ${hashOf(broken)}: Syntax Error: Expected Name, found <EOF>.`,
        `  ${hashOf(B)}: is not the SHA-256 of its document`,
      ].join('\n'),
    );
  });

  it('does not tell more than can be read', () => {
    const wrong = Array.from({ length: 30 }, (_, n) => `{ c${n} }`).map((text) => [hashOf(text), text]);
    const lines = failure(Object.fromEntries(wrong)).split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([22, '  and 10 more']);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it is neither a codegen list nor a persisted query manifest'],
    ['null', 'it is neither a codegen list nor a persisted query manifest'],
    ['{"a":1}', 'it is neither a codegen list nor a persisted query manifest'],
    [{ format: 'apollo-persisted-query-manifest', version: 2, operations: [] }, 'it is neither a codegen list'],
    [{ format: 'apollo-persisted-query-manifest', version: 1, operations: [null] }, 'it is neither a codegen list'],
    ['{}', 'it lists no document'],
  ])('is refused when it is %j', (manifest, message) => {
    expect(failure(manifest)).toContain(message);
  });

  it('is refused when it is not there', () => {
    expect(() => readManifest(join(folder, 'nowhere.json'), new DocumentReader(schema))).toThrow('it cannot be read');
  });
});
