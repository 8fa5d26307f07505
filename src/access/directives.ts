import type { Scope } from './viewer.ts';

/** What the SDL says of a field's scopes, for type-graphql's `@Directive`: routers read it, and `graphql/enforce.ts` makes it hold here. */
const requires = (scope: Scope): string => `@requiresScopes(scopes: [["${scope}"]])`;

export const MAY_READ = requires('membership:read');
export const MAY_INVITE = requires('membership:invite');
export const MAY_REMOVE = requires('membership:remove');
export const MAY_ADMINISTER = requires('membership:admin');

/** On types: routers let nobody have them without a credential, whichever subgraph's field leads there. */
export const ONLY_KNOWN_VIEWERS = '@authenticated';
