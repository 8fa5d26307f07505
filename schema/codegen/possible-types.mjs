import { isAbstractType } from 'graphql';

/** The types that each interface and union stands for, by its name, as Apollo Client wants its `possibleTypes`. */
export function plugin(schema) {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  // `_Entity` is between subgraphs and their router.
  const possible = abstract
    .filter(({ name }) => !name.startsWith('_'))
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  return `${JSON.stringify(Object.fromEntries(possible), null, 2)}\n`;
}
