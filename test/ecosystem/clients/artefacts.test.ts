import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { buildASTSchema, type DocumentNode, isAbstractType, Kind, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as documents from '../../../schema/client/graphql.ts';
import trusted from '../../../schema/client/persisted-documents.json' with { type: 'json' };
import possibleTypes from '../../../schema/client/possible-types.json' with { type: 'json' };

const SCHEMA = new URL('../../../schema/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, SCHEMA), 'utf8');
const schema = buildASTSchema(parse(read('membership.graphql')), { assumeValidSDL: true });

const operationsOf = ({ definitions }: DocumentNode): string[] =>
  definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? ''] : [],
  );
/** Every ready-made operation. */
const OPERATIONS = readdirSync(new URL('operations/', SCHEMA))
  .flatMap((file) => operationsOf(parse(read(`operations/${file}`))))
  .toSorted((one, other) => one.localeCompare(other));

describe('what clients take over', () => {
  it('names each document by the SHA-256 of its text', () => {
    for (const [id, text] of Object.entries(trusted)) {
      expect(id).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
    }
  });

  it('has every ready-made operation, complete and valid', () => {
    const texts = Object.values(trusted);
    expect(texts.flatMap((text) => validate(schema, parse(text)))).toEqual([]);
    expect(texts.flatMap((text) => operationsOf(parse(text))).toSorted((a, b) => a.localeCompare(b))).toEqual(
      OPERATIONS,
    );
  });

  it('has the same id in the typed document', () => {
    const ids = Object.values(documents as object).flatMap((document: { __meta__?: { hash: string } }) =>
      document.__meta__ ? [document.__meta__.hash] : [],
    );
    expect(ids.toSorted()).toEqual(Object.keys(trusted).toSorted());
  });

  it('tells the types of every interface and union of the API', () => {
    const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
    const expected = abstract
      .filter(({ name }) => name !== '_Entity')
      .map((type) => [
        type.name,
        schema
          .getPossibleTypes(type)
          .map(({ name }) => name)
          .toSorted(),
      ]);
    const told = Object.entries(possibleTypes).map(([name, types]) => [name, types.toSorted()]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
  });
});
