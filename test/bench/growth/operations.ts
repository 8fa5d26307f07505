import { HttpConnection, graphqlRequest } from '../client/http-connection.ts';
import { inviteRequest, readOutcome } from '../schema/invites.ts';
import { bodyOf } from '../schema/works.ts';
import { median } from '../report/statistics.ts';
import { groupOf, membershipOf } from './fill.ts';

const READ = `query ($id: ID!) {
  group(id: $id) {
    name memberCount
    memberships(first: 50) { edges { cursor node { id state changedAt } } pageInfo { hasNextPage } totalCount }
  }
}`;
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Membership { id state changedAt } }
}`;
/** Entities of one request. */
const REPRESENTATIONS = 20;

export const OPERATIONS = ['invite', 'read', 'entities'] as const;
export type OperationName = (typeof OPERATIONS)[number];

let newest = 0;

function requestOf(operation: OperationName, url: string, memberships: number): Buffer {
  const anyone = (): number => Math.floor(Math.random() * memberships);
  switch (operation) {
    case 'invite':
      return inviteRequest(url, { groupId: groupOf(anyone()), accounts: [`new-${++newest}`] });
    case 'read':
      return graphqlRequest(url, bodyOf({ query: READ, variables: { id: groupOf(anyone()) } }));
    case 'entities': {
      const representations = Array.from({ length: REPRESENTATIONS }, () => ({
        __typename: 'Membership',
        id: membershipOf(anyone()),
      }));
      return graphqlRequest(url, bodyOf({ query: ENTITIES, variables: { representations } }));
    }
  }
}

/** What must be in a right answer. */
const SIGN: Readonly<Record<OperationName, RegExp>> = {
  invite: /"MemberJoined"/,
  read: /"totalCount":\d\d/,
  entities: /^\{"data":\{"_entities":\[\{"id":(?!.*null)/,
};

/** The median of so many operations one after the other, each on rows of its own, in milliseconds. */
export async function timeOperation(
  operation: OperationName,
  { url, memberships, samples }: { readonly url: string; readonly memberships: number; readonly samples: number },
): Promise<number> {
  using connection = await HttpConnection.open(url);
  const tookMs: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const request = requestOf(operation, url, memberships);
    const beganMs = performance.now();
    const answer = await connection.send(request);
    tookMs.push(performance.now() - beganMs);
    const text = answer.body.toString('utf8');
    if (!SIGN[operation].test(text)) throw new Error(`${operation} went wrong: ${text.slice(0, 300)}`);
    if (operation === 'invite' && readOutcome(answer, 1).settled !== 1) throw new Error(`an invite failed: ${text}`);
  }
  return median(tookMs);
}
