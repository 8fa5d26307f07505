import { writeFileSync } from 'node:fs';
import { SUPERGRAPH_FILE } from './subgraphs.ts';
import { composeSupergraph } from './supergraph.ts';

/** Writes `schema/supergraph/supergraph.graphql` anew: `node test/ecosystem/composition/compose.ts`. */
writeFileSync(SUPERGRAPH_FILE, composeSupergraph());
