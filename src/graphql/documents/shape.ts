import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** How large a document is, told from the document alone. A bomb of fragments may have more of something than a number can tell: then it is Infinity. */
export interface Shape {
  readonly definitions: number;
  readonly directives: number;
  /** Of the deepest operation. */
  readonly depth: number;
  /** Of the largest operation, fragments counted wherever they are spread. */
  readonly fields: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Fields `__schema` and `__type` and all below them. */
  readonly introspection: number;
}

/** What a selection set has, or would add where a fragment of it is spread. */
interface Extent {
  depth: number;
  fields: number;
  aliases: number;
  /** Fields at its own level. */
  width: number;
  introspection: number;
  /** Selection sets within each other, inline fragments and spreads included. */
  levels: number;
}

/**
 * Selection sets within each other that are walked, inline fragments and spreads included. Whatever goes deeper counts as
 * endless; a walk without an end would overflow the stack, for fragments can nest far deeper than the text does.
 */
const DEEPEST_WALK = 1_000;

const endless = (): Extent => ({ ...nothing(), depth: Infinity, fields: Infinity });
const nothing = (): Extent => ({ depth: 0, fields: 0, aliases: 0, width: 0, introspection: 0, levels: 0 });

/** Where the schema is told. */
const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

/**
 * Measures a document before anything else is done with it: every step of validation that could take long with it is bounded
 * by what is counted here.
 *
 * Each definition is walked once, however often it is spread; within a circle of fragments the spread that closes it counts
 * nothing, for validation refuses it.
 */
export function measure(document: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const known = new Map<string, Extent>();
  let directives = 0;

  const ofFragment = (name: string, level: number): Extent => {
    const before = known.get(name);
    if (before !== undefined) return level + before.levels > DEEPEST_WALK ? endless() : before;
    const fragment = fragments.get(name);
    if (fragment === undefined) return nothing();
    known.set(name, nothing());
    const extent = ofSelections(fragment.selectionSet, level);
    known.set(name, extent);
    return extent;
  };

  const ofSelections = ({ selections }: SelectionSetNode, level: number): Extent => {
    if (level > DEEPEST_WALK) return endless();
    const extent = nothing();
    for (const selection of selections) {
      directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        const below =
          selection.selectionSet === undefined ? nothing() : ofSelections(selection.selectionSet, level + 1);
        const isIntrospection = INTROSPECTION.has(selection.name.value);
        add(extent, {
          depth: 1 + (isIntrospection ? 0 : below.depth),
          fields: 1 + below.fields,
          aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
          width: 1,
          introspection: isIntrospection ? 1 + below.fields : below.introspection,
          levels: below.levels,
        });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) add(extent, ofSelections(selection.selectionSet, level + 1));
      else add(extent, ofFragment(selection.name.value, level + 1));
    }
    extent.levels++;
    return extent;
  };

  const largest = nothing();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      directives += definition.directives?.length ?? 0;
      ofFragment(definition.name.value, 0);
    } else if (definition.kind === Kind.OPERATION_DEFINITION) {
      directives += definition.directives?.length ?? 0;
      for (const variable of definition.variableDefinitions ?? []) directives += variable.directives?.length ?? 0;
      widen(largest, ofSelections(definition.selectionSet, 0));
    }
  }
  const { width, levels: _, ...rest } = largest;
  return { ...rest, rootFields: width, directives, definitions: document.definitions.length };
}

/** What stands side by side adds up, but for the depth. */
function add(extent: Extent, more: Extent): void {
  extent.depth = Math.max(extent.depth, more.depth);
  extent.fields += more.fields;
  extent.aliases += more.aliases;
  extent.width += more.width;
  extent.introspection += more.introspection;
  extent.levels = Math.max(extent.levels, more.levels);
}

/** Of several operations one is executed. */
function widen(largest: Extent, other: Extent): void {
  largest.depth = Math.max(largest.depth, other.depth);
  largest.fields = Math.max(largest.fields, other.fields);
  largest.aliases = Math.max(largest.aliases, other.aliases);
  largest.width = Math.max(largest.width, other.width);
  largest.introspection = Math.max(largest.introspection, other.introspection);
}
