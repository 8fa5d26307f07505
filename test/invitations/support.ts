import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SandboxConnectionId } from '../../src/sandbox/connections.ts';
import type { GraphQLAnswer, TestService } from '../support/service.ts';

const PAYLOAD = `
  operation {
    id status createdAt completedAt
    counts { total queued invited joined alreadyJoined failed cancelled }
  }
  results {
    __typename
    ... on InviteMemberOutcome { account membership { state } }
    ... on MemberQueued { position estimatedSendAt }
    ... on MemberFailed { reason retryable providerCode }
  }
`;
const MUTATIONS = {
  inviteMembers: `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { ${PAYLOAD} } }`,
  cancelInvites: `mutation ($input: CancelInvitesInput!) { cancelInvites(input: $input) { ${PAYLOAD} } }`,
  retryInvites: `mutation ($input: RetryInvitesInput!) { retryInvites(input: $input) { ${PAYLOAD} } }`,
};
type Mutation = keyof typeof MUTATIONS;

export interface Outcome {
  readonly __typename: string;
  readonly account: string;
  readonly membership: { readonly state: string };
  readonly position?: number;
  readonly estimatedSendAt?: string;
  readonly reason?: string;
  readonly retryable?: boolean;
}

export interface Payload {
  readonly operation: {
    readonly id: string;
    readonly status: string;
    readonly createdAt: string;
    readonly completedAt: string | null;
    readonly counts: Readonly<Record<string, number>>;
  };
  readonly results: readonly Outcome[];
}

export interface Invite {
  readonly groupId: string;
  readonly accounts: readonly string[];
  readonly waitMs?: number;
  readonly idempotencyKey?: string;
  readonly silent?: boolean;
}

const unwrap = (mutation: Mutation, { data, errors }: GraphQLAnswer): Payload => {
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data[mutation] as Payload;
};

const inputOf = ({ accounts, ...rest }: Invite): object => ({
  input: { waitMs: 60_000, ...rest, members: accounts.map((account) => ({ account })) },
});

/** Sends an invite without moving time. */
export async function sendInvite(service: TestService, invite: Invite): Promise<Payload> {
  return unwrap('inviteMembers', await service.send(MUTATIONS.inviteMembers, inputOf(invite)));
}

/** Invites, and moves time until the answer is there. */
export const invite = (service: TestService, order: Invite): Promise<Payload> =>
  service.run(sendInvite(service, order));

/** The whole answer of an invite that may be refused. */
export const tryInvite = (service: TestService, order: Invite): Promise<GraphQLAnswer> =>
  service.graphql(MUTATIONS.inviteMembers, inputOf(order));

export async function cancel(
  service: TestService,
  operationId: string,
  accounts?: readonly string[],
): Promise<Payload> {
  return unwrap('cancelInvites', await service.graphql(MUTATIONS.cancelInvites, { input: { operationId, accounts } }));
}

export async function retry(service: TestService, operationId: string, accounts?: readonly string[]): Promise<Payload> {
  const input = { operationId, accounts, waitMs: 60_000 };
  return unwrap('retryInvites', await service.graphql(MUTATIONS.retryInvites, { input }));
}

/** Why a cancelling or a retry was refused. */
export async function refusalOf(service: TestService, mutation: 'cancelInvites' | 'retryInvites', input: object) {
  const { errors } = await service.graphql(MUTATIONS[mutation], { input });
  return errors?.[0]?.extensions;
}

/** How an operation stands now. */
export async function standing(
  service: TestService,
  id: string,
): Promise<Payload['operation'] & { results: Outcome[] }> {
  const { data } = await service.graphql(
    `query ($id: ID!) {
      inviteOperation(id: $id) {
        id status createdAt completedAt
        counts { total queued invited joined alreadyJoined failed cancelled }
        results(first: 1000) {
          edges { node { __typename ... on InviteMemberOutcome { account membership { state } } } }
        }
      }
    }`,
    { id },
  );
  const { results, ...operation } = data.inviteOperation;
  return { ...operation, results: results.edges.map(({ node }: { node: Outcome }) => node) };
}

/** The changes of one membership, such as `QUEUED > JOINED by INVITE`. */
export async function historyOf(service: TestService, membershipId: string): Promise<string[]> {
  const { data } = await service.graphql(
    'query ($id: ID!) { membership(id: $id) { history(first: 100) { edges { node { from to cause } } } } }',
    { id: membershipId },
  );
  const edges: { node: { from: string | null; to: string; cause: string } }[] = data.membership.history.edges;
  return edges.map(({ node: { from, to, cause } }) => `${from ?? 'nothing'} > ${to} by ${cause}`);
}

/** The inviting calls that a provider has received, oldest first. */
export const callsTo = (service: TestService, connection: SandboxConnectionId) =>
  service.sandbox.journal.entries.filter((entry) => entry.connection === connection && entry.kind === 'invites');

export const typesOf = ({ results }: Pick<Payload, 'results'>): string[] =>
  results.map((outcome) => outcome.__typename);

export const many = (count: number, name = 'm'): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);

/** A folder of the test's own, removed when it is over. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-service-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
