import { Kind, parse, print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql } from '../../e2e/processes.ts';
import { composeWithApollo } from '../composition/composers.ts';
import { startHive } from '../gateways/hive.ts';
import { START_MS } from '../support/loopback-program.ts';
import { makeWorkplace } from '../support/workplace.ts';
import { startProducts } from './products.ts';
import { startRouterProxy } from './router-proxy.ts';
import { runSuite, startCompanion, type SuiteResult } from './suite.ts';

/** Every test of the suite, so that one that was not run is missed. */
const TITLES = [
  'introspection',
  '@key single › applies single field @key on User',
  '@key single › resolves single field @key on User',
  '@key multiple › applies multiple field @key on DeprecatedProduct',
  '@key multiple › resolves multiple field @key on DeprecatedProduct',
  '@key composite › applies composite object @key on ProductResearch',
  '@key composite › resolves composite object @key on ProductResearch',
  'repeatable @key › applies repeatable @key directive on Product',
  'repeatable @key › resolves multiple @key directives on Product',
  '@requires',
  '@provides',
  'ftv1',
  '@link',
  '@shareable › should return @shareable directives in _service sdl',
  '@shareable › should be able to resolve @shareable ProductDimension types',
  '@tag',
  '@override › should return @override directives in _service sdl',
  '@override › should return overridden user name',
  '@inaccessible › should return @inaccessible directives in _service sdl',
  '@inaccessible › should be able to query @inaccessible fields via the products schema directly',
  '@composeDirective',
  '@interfaceObject › verifies schema contains entity type marked as @interfaceObject',
  '@interfaceObject › verifies @interfaceObject entity returns new fields',
];

/** What the SDL says of a field besides its type. */
function directivesOf(sdl: string, typeName: string, fieldName: string): string[] {
  return parse(sdl)
    .definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION)
    .filter(({ name }) => name.value === typeName)
    .flatMap(({ fields = [] }) => fields)
    .filter(({ name }) => name.value === fieldName)
    .flatMap(({ directives = [] }) => directives)
    .map((directive) => print(directive));
}

// Apollo lists subgraph libraries by this suite; it sends what Apollo Router sends, and looks at what routers and Rover read. Its
// router is Hive Gateway with Hive Router's planner here.
describe("Apollo's subgraph compatibility suite", () => {
  const started = new AsyncDisposableStack();
  let results: readonly SuiteResult[] = [];
  let sdl = '';

  beforeAll(async () => {
    const products = started.use(await startProducts());
    const users = started.use(await startCompanion('users'));
    const inventory = started.use(await startCompanion('inventory'));
    const productsUrl = `${products.url}/graphql`;
    ({ sdl } = (await graphql(products.url, '{ _service { sdl } }')).data._service);
    const { supergraphSdl, errors } = composeWithApollo([
      { name: 'products', url: productsUrl, sdl },
      users,
      inventory,
    ]);
    expect(errors).toEqual([]);
    const router = started.use(await startHive(supergraphSdl ?? '', { planner: 'rust' }));
    const proxy = started.use(await startRouterProxy(router.url));
    const workplace = started.use(makeWorkplace());
    results = await runSuite({ productsUrl, routerProxyUrl: proxy.url, cacheFolder: workplace.path });
  }, 2 * START_MS);
  afterAll(() => started.disposeAsync());

  it.each(TITLES)('%s', (title) => {
    const result = results.find((one) => one.title === title);
    expect(result?.status, result?.said).toBe('passed');
  });

  it('has no other tests', () => {
    expect(results.map(({ title }) => title).toSorted()).toEqual(TITLES.toSorted());
  });

  // Its newer releases (2.2) ask for two things more; npm has none of them that could be run.
  it.each([
    ['User', 'averageProductsCreatedPerYear', '@requires(fields: "totalProductsCreated yearsOfEmployment")'],
    ['Product', 'createdBy', '@provides(fields: "totalProductsCreated")'],
  ])('would find in the SDL of %s what %s needs: %s', (type, field, directive) => {
    expect(directivesOf(sdl, type, field)).toEqual([directive]);
  });
});
