import { composeWithApollo, type Compose, type Part } from './composers.ts';
import { DEFAULT_URLS, readSdl, SUBGRAPHS, type SubgraphUrls } from './subgraphs.ts';

export const partsAt = (urls: SubgraphUrls = DEFAULT_URLS): Part[] =>
  SUBGRAPHS.map((name) => ({ name, url: urls[name], sdl: readSdl(name) }));

/**
 * The supergraph of ours and the neighbours, as SDL.
 *
 * @throws Error with everything that keeps them from composing
 */
export function composeSupergraph(urls: SubgraphUrls = DEFAULT_URLS, compose: Compose = composeWithApollo): string {
  const { errors, supergraphSdl } = compose(partsAt(urls));
  if (supergraphSdl === null) throw new Error(`the subgraphs do not compose:\n${errors.join('\n')}`);
  return `${supergraphSdl.trim()}\n`;
}
