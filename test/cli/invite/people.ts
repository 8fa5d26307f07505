import { graphql } from '../../e2e/processes.ts';

const COUNTS = 'query ($id: ID!) { group(id: $id) { memberships(states: [JOINED]) { totalCount } } }';

/** How many the service knows to be in a group. */
export const joinedIn = async (url: string, id: string): Promise<number> =>
  (await graphql(url, COUNTS, { id })).data.group.memberships.totalCount as number;

/** Numbered accounts. */
export const accounts = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
