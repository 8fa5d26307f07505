import { parse, print, visit } from 'graphql';
import { composeWithApollo, type Compose, type Part } from './composers.ts';
import { DEFAULT_URLS, readSdl, SUBGRAPHS, type SubgraphUrls } from './subgraphs.ts';

export const partsAt = (urls: SubgraphUrls = DEFAULT_URLS): Part[] =>
  SUBGRAPHS.map((name) => ({ name, url: urls[name], sdl: readSdl(name) }));

/** Directives by which a subgraph tells routers who may ask. */
const ACCESS = ['authenticated', 'requiresScopes', 'policy'];

/**
 * The same subgraph without what it tells routers of access: Apollo Gateway refuses to start with a supergraph that has any of it,
 * because it could not enforce it. Our service decides by itself all the same.
 */
export function withoutAccess({ sdl, ...part }: Part): Part {
  const isAccess = (name: string): boolean => ACCESS.includes(name.replace(/^@?(federation__)?/, ''));
  const document = visit(parse(sdl), {
    Directive: ({ name }) => (isAccess(name.value) ? null : undefined),
    DirectiveDefinition: ({ name }) => (isAccess(name.value) ? null : undefined),
    // In the list of what is imported.
    StringValue: ({ value }, _key, parent) => (Array.isArray(parent) && isAccess(value) ? null : undefined),
  });
  return { ...part, sdl: print(document) };
}

/**
 * The supergraph of ours and the neighbours, as SDL.
 *
 * @throws Error with everything that keeps them from composing
 */
export const composeSupergraph = (urls: SubgraphUrls = DEFAULT_URLS, compose: Compose = composeWithApollo): string =>
  composeParts(partsAt(urls), compose);

/** @throws Error with everything that keeps them from composing */
export function composeParts(parts: readonly Part[], compose: Compose = composeWithApollo): string {
  const { errors, supergraphSdl } = compose(parts);
  if (supergraphSdl === null) throw new Error(`the subgraphs do not compose:\n${errors.join('\n')}`);
  return `${supergraphSdl.trim()}\n`;
}
