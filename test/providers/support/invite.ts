import { expect } from 'vitest';
import { HOUR } from '../../../src/kernel/duration.ts';
import type { SandboxConnectionId } from '../../../src/sandbox/connections.ts';
import type { JournalEntry } from '../../../src/sandbox/journal.ts';
import type { GraphQLAnswer, TestService } from '../../support/service.ts';

const STANDING = `
fragment Standing on InviteOperation { id status counts { total queued invited joined alreadyJoined failed cancelled } }
fragment Outcome on InviteMemberResult {
  __typename
  ... on InviteMemberOutcome {
    account
    membership {
      state
      history { edges { node { from to cause } } }
    }
  }
  ... on MemberJoined { joinedAt }
  ... on MemberInvited { awaiting expiresAt }
  ... on MemberQueued { position estimatedSendAt }
  ... on MemberOverGroupLimit { message }
  ... on MemberNotFound { message }
  ... on MemberFailed { reason message providerCode retryable }
}`;

export const INVITE = `mutation ($input: InviteMembersInput!) {
  inviteMembers(input: $input) { operation { ...Standing } results { ...Outcome } }
}${STANDING}`;

const OPERATION = `query ($id: ID!) {
  inviteOperation(id: $id) { ...Standing results(first: 500) { edges { node { ...Outcome } } } }
}${STANDING}`;

const CAPABILITIES = `query ($id: ID!) {
  connection(id: $id) { capabilities { membersPerCall callsPerSecond quotaScope inviteOptions } }
}`;

/** One member of a report, flat: the fields of its result, its state, and its history as `QUEUED→JOINED INVITE`. */
export interface Told {
  readonly account: string;
  readonly type: string;
  readonly state: string;
  readonly moves: readonly string[];
  readonly [field: string]: unknown;
}

/** How an operation stands. */
export interface Report {
  readonly id: string;
  readonly status: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly members: readonly Told[];
  /** The members by type, in input order. */
  readonly types: readonly string[];
}

/** The input of `inviteMembers` beside the group and the members. */
export type MoreInput = Readonly<Record<string, unknown>>;

let names = 0;

/** An account that no other test of the file has; the words in it say how it behaves at the sandbox. */
export const fresh = (name: string): string => `${name}${++names}`;

/** `count` accounts of that kind. */
export const freshly = (count: number, name: string): string[] => Array.from({ length: count }, () => fresh(name));

/** Invites and moves time until the answer is there. */
export async function invite(
  service: TestService,
  groupId: string,
  accounts: readonly string[],
  more: MoreInput = {},
): Promise<Report> {
  return answerOf(service.graphql(INVITE, { input: inputOf(groupId, accounts, more) }));
}

/** An invite that is under way, and how it can be asked for again. */
export interface Begun extends Report {
  readonly input: MoreInput;
}

/** Stores an invite and lets happen what can happen without time passing. */
export async function begin(
  service: TestService,
  groupId: string,
  accounts: readonly string[],
  more: MoreInput = {},
): Promise<Begun> {
  const input = { ...inputOf(groupId, accounts, more), idempotencyKey: fresh('key'), waitMs: 0 };
  const { id } = await answerOf(service.send(INVITE, { input }));
  return { ...(await operationOf(service, id)), input };
}

/** Moves time until nobody of the invite is queued any more, and no further. */
export async function settled(service: TestService, { input }: Begun): Promise<Report> {
  const untilMs = service.clock.now() + HOUR;
  while (service.clock.now() < untilMs) {
    // The same key: this only waits.
    const report = await answerOf(service.graphql(INVITE, { input: { ...input, waitMs: 60_000 } }));
    if (report.counts['queued'] === 0) return report;
  }
  throw new Error('members are still queued after an hour');
}

/** How the operation stands now; time stands still. */
export async function operationOf(service: TestService, id: string): Promise<Report> {
  await service.still(() => false);
  const { data, errors } = await service.send(OPERATION, { id });
  expect(errors).toBeUndefined();
  const { results, ...operation } = data.inviteOperation;
  return toReport(
    operation,
    results.edges.map((edge: { node: RawOutcome }) => edge.node),
  );
}

export interface Capabilities {
  readonly membersPerCall: number;
  readonly callsPerSecond: number;
  readonly quotaScope: string;
  readonly inviteOptions: readonly string[];
}

/** What the connection says that it can do now. */
export async function capabilitiesOf(service: TestService, id: string): Promise<Capabilities> {
  const { data } = await service.graphql(CAPABILITIES, { id });
  return data.connection.capabilities as Capabilities;
}

/** The inviting requests that reached the sandbox and name one of these accounts. */
export function callsFor(
  service: TestService,
  connection: SandboxConnectionId,
  accounts: readonly string[],
): JournalEntry[] {
  const wanted = new Set(accounts);
  return service.sandbox.journal.entries.filter(
    (entry) =>
      entry.connection === connection &&
      entry.kind === 'invites' &&
      entry.accounts.some((account) => wanted.has(account)),
  );
}

const inputOf = (groupId: string, accounts: readonly string[], more: MoreInput): MoreInput => ({
  groupId,
  members: accounts.map((account) => ({ account })),
  waitMs: 60_000,
  ...more,
});

async function answerOf(answer: Promise<GraphQLAnswer>): Promise<Report> {
  const { data, errors } = await answer;
  expect(errors).toBeUndefined();
  return toReport(data.inviteMembers.operation, data.inviteMembers.results);
}

interface RawOutcome {
  readonly __typename: string;
  readonly account: string;
  readonly membership: {
    readonly state: string;
    readonly history: {
      readonly edges: readonly {
        readonly node: {
          readonly from: string | null;
          readonly to: string;
          readonly cause: string;
        };
      }[];
    };
  };
}

function toReport(operation: Pick<Report, 'id' | 'status' | 'counts'>, results: readonly RawOutcome[]): Report {
  const members = results.map(toTold);
  return { ...operation, members, types: members.map(({ type }) => type) };
}

function toTold({ __typename: type, membership, ...rest }: RawOutcome): Told {
  const moves = membership.history.edges.map(({ node: { from, to, cause } }) => `${from ?? ''}→${to} ${cause}`);
  return { ...rest, type, state: membership.state, moves };
}
