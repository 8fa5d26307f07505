import { type DocumentNode, type SelectionNode, type SelectionSetNode, visit } from 'graphql';
import { type DocumentReader, type ReadDocument } from '../../../src/graphql/documents/reader.ts';

/** A document that has to be taken. */
export function readWell(reader: DocumentReader, text: string): ReadDocument {
  const read = reader.read(text);
  if ('errors' in read) throw new Error(read.errors.map(({ message }) => message).join('\n'));
  return read;
}

/** Counts how often the selections of a document are looked at. */
export function countSteps(document: DocumentNode): { document: DocumentNode; nodes: number; steps: () => number } {
  let nodes = 0;
  let steps = 0;
  const counted = visit(document, {
    SelectionSet: {
      leave(set: SelectionSetNode): SelectionSetNode {
        const selections: readonly SelectionNode[] = set.selections;
        nodes += selections.length;
        return {
          kind: set.kind,
          get selections() {
            steps += selections.length;
            return selections;
          },
        };
      },
    },
  });
  steps = 0;
  return { document: counted, nodes, steps: () => steps };
}

export const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** A fragment for each level, each of which asks for the one below in two places: 2 to the power of `levels` fields at the bottom. */
export function bomb(levels: number): string {
  const member = (level: number): string => (level + 1 < levels ? `...F${level + 1}` : 'id');
  const page = (level: number): string => `memberships { edges { node { group { ${member(level)} } } } }`;
  return `{ group(id: "g") { ...F0 } } ${many(levels, (n) => `fragment F${n} on Group { a: ${page(n)} b: ${page(n)} }`)}`;
}

/** The same with everything at one level. */
export function flatBomb(levels: number): string {
  const below = (level: number): string => (level + 1 < levels ? `...F${level + 1}` : '__typename');
  return `{ ...F0 } ${many(levels, (n) => `fragment F${n} on Query { ${below(n)} ... { ${below(n)} } }`)}`;
}
