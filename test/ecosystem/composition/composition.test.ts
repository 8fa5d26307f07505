import { readdirSync, readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { linesOf, toApiSchema } from './api-schema.ts';
import { COMPOSERS } from './composers.ts';
import { readSdl, SUBGRAPHS, SUPERGRAPH_FILE } from './subgraphs.ts';
import { composeParts, composeSupergraph, partsAt, withoutAccess } from './supergraph.ts';

const OPERATIONS = new URL('../../../schema/operations/', import.meta.url);

/** What all subgraphs together promise to clients. */
const PROMISED = [...new Set(SUBGRAPHS.flatMap((name) => linesOf(readSdl(name))))].toSorted();

describe('the supergraph of ours and two neighbours', () => {
  // Whoever tries a router starts from this file, so it has to fit the subgraphs beside it.
  it('is committed as the subgraphs compose now', () => {
    const committed = readFileSync(SUPERGRAPH_FILE, 'utf8');
    expect(committed === composeSupergraph(), 'run: node test/ecosystem/composition/compose.ts').toBe(true);
  });

  // Rover, the Hive console and Cosmo each bring a composer of their own, and a subgraph that one of them refuses cannot be published there.
  describe.each(Object.entries(COMPOSERS))('composed by %s', (_name, compose) => {
    const { errors, apiSdl } = compose(partsAt());

    it('composes without an error', () => {
      expect(errors).toEqual([]);
    });

    it('gives clients everything that the subgraphs promise, and nothing else', () => {
      expect(linesOf(apiSdl)).toEqual(PROMISED);
    });

    it('takes every operation that is written down for clients', () => {
      const files = readdirSync(OPERATIONS).filter((file) => file.endsWith('.graphql'));
      // They share fragments, so they are one document.
      const operations = parse(files.map((file) => readFileSync(new URL(file, OPERATIONS), 'utf8')).join('\n'));
      expect(operations.definitions.length).toBeGreaterThan(10);
      expect(validate(toApiSchema(apiSdl), operations)).toEqual([]);
    });

    it('notices a neighbour that takes a field of ours for its own', () => {
      const thief = 'type Query { a: Int } type Group @key(fields: "id") { id: ID! name: String }';
      const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
      const [ours] = partsAt();
      const parts = [ours!, { name: 'thief', url: 'http://127.0.0.1:9', sdl: `${link} ${thief}` }];
      expect(compose(parts).errors.join()).toContain('name');
    });
  });
});

// What a router reads at a subgraph comes and goes without clients noticing; no composer may stumble over it, or hand it on to them.
describe('directives for routers', () => {
  const link = (imports: string): string =>
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
  const guarded = `${link('"@key", "@authenticated", "@requiresScopes", "@cost", "@listSize", "@tag"')}
    type Query {
      a(first: Int = 5): [A!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    }
    type A @key(fields: "id") @authenticated {
      id: ID! @tag(name: "internal")
      b: Int @requiresScopes(scopes: [["a:read"]]) @cost(weight: 5)
    }`;
  const API = ['A.b: Int', 'A.id: ID!', 'Query.a(first: Int = 5): [A!]!'];
  const part = { name: 'guarded', url: 'http://127.0.0.1:9', sdl: guarded };

  it.each(Object.entries(COMPOSERS))('are taken by %s', (_name, compose) => {
    const { errors, apiSdl } = compose([part]);
    expect(errors).toEqual([]);
    expect(linesOf(apiSdl)).toEqual(API);
  });

  it('can be left out as far as they are about access, for a gateway that refuses them', () => {
    expect(composeParts([part])).toContain('for: SECURITY');
    const left = composeParts([withoutAccess(part)]);
    expect(left).not.toContain('for: SECURITY');
    expect(linesOf(left)).toEqual(API);
    expect(left).toContain('@cost(weight: 5)');
  });
});
