import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/** Selects `__typename` in every object, as caches of clients do by themselves: a document that is sent as a hash has to be complete. */
export const { transform } = addTypenameSelectionDocumentTransform;
