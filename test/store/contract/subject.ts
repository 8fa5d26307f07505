import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { InviteResult } from '../../../src/invitations/result.ts';
import type { Clock } from '../../../src/kernel/clock.ts';
import type { GroupRef } from '../../../src/kernel/ids.ts';
import type { MemberState } from '../../../src/kernel/vocabulary.ts';
import type { Occurrence } from '../../../src/members/transitions.ts';
import type {
  GrantedCall,
  GrantedInvite,
  GroupStanding,
  InviteRecord,
  MemberEvent,
  MembershipRecord,
  OperationRecord,
} from '../../../src/store/records.ts';
import type {
  CallSettlement,
  CommittedChanges,
  EventFilter,
  GrantRequest,
  Grants,
  InviteAcceptance,
  InviteOrder,
  InviteVerdict,
  OrderedInvite,
  Quota,
  Sighting,
  SightingOrder,
  Store,
} from '../../../src/store/store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { type Grant, grantOne } from '../../support/grant-one.ts';

/** One implementation of the port. */
export interface StoreSuite {
  readonly name: string;
  /** Opens the store that belongs to `dir`: an empty folder at first, the same one again when a test reopens its store. */
  open(clock: Clock, dir: string): Store | Promise<Store>;
  /** Whether a store that was closed is the same one when it is opened again. */
  readonly reopens: boolean;
  /** Has the open store's process count as ended, where more than one may use the store. */
  abandon?(dir: string): Promise<void>;
}

/** Opens a store for the running test, closed when the test is over. */
export type StartStore = () => Promise<StoreSubject>;

export const CONNECTION = 'c';
/** Room for every call, where the quota does not matter. */
export const AMPLE: Quota = { callsAtOnce: 1_000, scope: 'CONNECTION' };
/** How long a departed call blocks its quota in these tests. */
export const WINDOW_MS = 1_000;

export const groupOf = (externalId: string, connectionId = CONNECTION): GroupRef => ({ connectionId, externalId });

/** A member of an order: an account that has to be sent, or more. */
export type Ordered = string | (Partial<OrderedInvite> & { readonly account: string });

export type OrderOptions = Partial<Omit<InviteOrder, 'members' | 'group'>> & {
  readonly group?: string;
  readonly connection?: string;
};

export const joined = (joinedAtMs = 0): InviteVerdict => settled({ type: 'joined', joinedAtMs });
export const settled = (result: InviteResult): InviteVerdict => ({ kind: 'settled', result });
export const failed: InviteResult = {
  type: 'failed',
  reason: 'PROVIDER_UNAVAILABLE',
  message: 'no answer',
  providerCode: '7',
  retryable: true,
};
export const refused: InviteResult = { ...failed, reason: 'INVALID_ACCOUNT', providerCode: null, retryable: false };
export const invited: InviteResult = { type: 'invited', awaiting: 'CONSENT', expiresAtMs: 604_800_000 };
export const waits = (over: Partial<InviteVerdict & { kind: 'waiting' }> = {}): InviteVerdict => ({
  kind: 'waiting',
  notBeforeMs: 0,
  attempts: 1,
  resent: false,
  resigned: false,
  half: null,
  ...over,
});

/** An invitation that is over `inMs` after the epoch. */
export const invitedUntil = (expiresAtMs: number): InviteVerdict => settled({ ...invited, expiresAtMs });

/** What a webhook tells of one account; a membership begins with it. */
export const saw = (account: string, occurrence: Occurrence, over: Partial<Sighting> = {}): Sighting => ({
  account,
  occurrence,
  cause: 'WEBHOOK',
  beginsMembership: true,
  ...over,
});

export type SeenOptions = Partial<Omit<SightingOrder, 'group'>> & {
  readonly group?: string;
  readonly connection?: string;
};

/** So often a grant is asked for while others change the lane. */
const MAX_ASKED = 10_000;

/** A store with the statements that tests need again and again, filled in with what does not matter to them. */
export class StoreSubject {
  readonly clock = new ManualClock();
  /** What the listener was told, in order. */
  readonly commits: CommittedChanges[] = [];
  readonly #suite: StoreSuite;
  readonly #dir: string;
  #store: Store;
  #open = true;
  #operations = 0;

  private constructor(suite: StoreSuite, dir: string, store: Store, clock: ManualClock) {
    this.#suite = suite;
    this.#dir = dir;
    this.#store = store;
    this.clock = clock;
    this.#listen();
  }

  static async start(suite: StoreSuite): Promise<StoreSubject> {
    const dir = await mkdtemp(join(tmpdir(), 'rollcall-store-'));
    const clock = new ManualClock();
    const subject = new StoreSubject(suite, dir, await suite.open(clock, dir), clock);
    onTestFinished(async () => {
      await subject.close();
      await rm(dir, { recursive: true });
    });
    return subject;
  }

  get store(): Store {
    return this.#store;
  }

  /** Closes the store and opens it again, as a restart does. */
  async reopen(): Promise<void> {
    await this.close();
    this.#open = true;
    this.#store = await this.#suite.open(this.clock, this.#dir);
    this.#listen();
  }

  /** Takes up what the store's process has under way, as the next one does when it has ended. */
  async recover(blocksUntilMs = this.clock.now()): Promise<void> {
    await this.#suite.abandon?.(this.#dir);
    await this.#store.lanes.recover(blocksUntilMs);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#store.close();
  }

  order(
    members: readonly Ordered[],
    { group = 'g', connection = CONNECTION, ...over }: OrderOptions = {},
  ): InviteOrder {
    return {
      operationId: `op-${++this.#operations}`,
      group: groupOf(group, connection),
      caller: 'caller',
      idempotencyKey: null,
      inputHash: 'input',
      idempotentSinceMs: this.clock.now() - 1_000,
      options: {},
      invitedBy: null,
      nowMs: this.clock.now(),
      ...over,
      members: members.map((member) => ({
        withoutMembership: false,
        joinedAtMs: null,
        result: null,
        ...(typeof member === 'string' ? { account: member } : member),
      })),
    };
  }

  offer(members: readonly Ordered[], options: OrderOptions = {}): Promise<InviteAcceptance> {
    return this.#store.invitations.accept(this.order(members, options));
  }

  async accept(members: readonly Ordered[], options: OrderOptions = {}): Promise<OperationRecord> {
    const acceptance = await this.offer(members, options);
    if (acceptance.kind !== 'accepted') throw new Error(`the order was ${acceptance.kind}`);
    return acceptance.operation;
  }

  grant(over: Partial<GrantRequest> = {}): Promise<Grant> {
    return grantOne(this.#store.lanes, this.#grantRequest(over));
  }

  grantMany(limit: number, over: Partial<GrantRequest> = {}): Promise<Grants> {
    return this.#store.lanes.grantCalls(this.#grantRequest(over), limit);
  }

  #grantRequest(over: Partial<GrantRequest>): GrantRequest {
    return {
      connectionId: CONNECTION,
      quota: AMPLE,
      membersPerCall: 10,
      nowMs: this.clock.now(),
      aheadMs: 0,
      ...over,
    };
  }

  async granted(over: Partial<GrantRequest> = {}): Promise<GrantedCall> {
    const grant = await this.grant(over);
    if (grant.kind !== 'granted') throw new Error(`nothing was granted before ${grant.atMs}`);
    return grant.call;
  }

  /** The same while others change the lane, which a grant may pass over until they are done. */
  async grantedInTime(over: Partial<GrantRequest> = {}): Promise<GrantedCall> {
    for (let asked = 0; asked < MAX_ASKED; asked++) {
      const grant = await this.grant(over);
      if (grant.kind === 'granted') return grant.call;
    }
    throw new Error('nothing was granted, however often it was asked for');
  }

  /** The accounts of every call that may leave now, in the order of the grants. */
  async drain(over: Partial<GrantRequest> = {}): Promise<string[][]> {
    const calls: string[][] = [];
    for (let grant = await this.grant(over); grant.kind === 'granted'; grant = await this.grant(over)) {
      calls.push(accountsOf(grant.call));
    }
    return calls;
  }

  /** Settles a call that has left; its window is over when it is not said otherwise. */
  settle(
    call: GrantedCall,
    verdict: InviteVerdict | ((invite: GrantedInvite) => InviteVerdict),
    over: Partial<CallSettlement> = {},
  ): Promise<void> {
    const judge = typeof verdict === 'function' ? verdict : () => verdict;
    return this.#store.lanes.settleCall({
      callId: call.id,
      nowMs: this.clock.now(),
      blocksUntilMs: this.clock.now(),
      verdicts: new Map(call.invites.map((invite) => [invite.key, judge(invite)])),
      facts: null,
      profiles: null,
      pauseUntilMs: null,
      learnedMembersPerCall: null,
      ...over,
    });
  }

  /** Sends everything that waits now and lets it end in one way. */
  async settleAll(
    verdict: InviteVerdict | ((invite: GrantedInvite) => InviteVerdict),
    over: Partial<GrantRequest> = {},
  ) {
    for (let grant = await this.grant(over); grant.kind === 'granted'; grant = await this.grant(over)) {
      await this.settle(grant.call, verdict);
    }
  }

  /** Records sightings in group `g` that count whatever happened since. */
  see(
    sightings: readonly Sighting[],
    { group = 'g', connection = CONNECTION, ...over }: SeenOptions = {},
  ): Promise<(MembershipRecord | null)[]> {
    return this.#store.sightings.record({
      group: groupOf(group, connection),
      sightings,
      asOfSequence: null,
      facts: null,
      followsAll: false,
      webhookKey: null,
      roundAtMs: null,
      nowMs: this.clock.now(),
      ...over,
    });
  }

  /** Has an account of group `g` come into any state. */
  async bringTo(account: string, state: MemberState | null): Promise<void> {
    if (state === null) return;
    const [from, occurrence] = SEEN_STATES[state] ?? [];
    if (occurrence === undefined) await this.bring(account, state);
    else if (from === undefined) await this.see([saw(account, occurrence)]);
    else {
      await this.bringTo(account, from);
      await this.see([saw(account, occurrence)]);
    }
  }

  /** Has an account of group `g` come into a state that an invite can lead to. */
  async bring(account: string, state: MemberState): Promise<OperationRecord> {
    const operation = await this.accept([account]);
    if (state === 'QUEUED') return operation;
    if (state === 'CANCELLED') return this.cancel(operation);
    const verdicts: Partial<Record<MemberState, InviteVerdict>> = {
      JOINED: joined(),
      INVITED: settled(invited),
      FAILED: settled(failed),
    };
    await this.settleAll(verdicts[state] ?? waits());
    return operation;
  }

  cancel(operation: OperationRecord, inviteKeys: readonly number[] | null = null): Promise<OperationRecord> {
    return this.#store.invitations.cancel({ operationKey: operation.key, inviteKeys, nowMs: this.clock.now() });
  }

  requeue(operation: OperationRecord, inviteKeys: readonly number[]): Promise<OperationRecord> {
    return this.#store.invitations.requeue({ operationKey: operation.key, inviteKeys, nowMs: this.clock.now() });
  }

  withdraw(operation: OperationRecord, inviteKeys: readonly number[]): Promise<OperationRecord> {
    return this.#store.invitations.withdraw({ operationKey: operation.key, inviteKeys, nowMs: this.clock.now() });
  }

  link(userId: string, account: string, over: { connectionId?: string; limit?: number } = {}) {
    return this.#store.people.link({ connectionId: CONNECTION, limit: 100, ...over, userId, account });
  }

  unlink(userId: string, account: string, connectionId = CONNECTION): Promise<boolean> {
    return this.#store.people.unlink({ connectionId, userId, account });
  }

  async operation(id: string): Promise<OperationRecord> {
    const operation = await this.#store.invitations.operation(id);
    if (operation === null) throw new Error(`there is no operation ${id}`);
    return operation;
  }

  async invites(operation: OperationRecord): Promise<readonly InviteRecord[]> {
    return (await this.#store.invitations.invites(operation.key, { first: 100, afterKey: null })).rows;
  }

  async keysOf(operation: OperationRecord): Promise<number[]> {
    return (await this.invites(operation)).map((invite) => invite.key);
  }

  /** The types of the results, in the order of the members; null while one waits. */
  async results(operation: OperationRecord): Promise<(InviteResult['type'] | null)[]> {
    return (await this.invites(operation)).map(({ result }) => result?.type ?? null);
  }

  async membership(account: string, group = 'g'): Promise<MembershipRecord | null> {
    const [membership] = await this.#store.members.byRefs([{ ...groupOf(group), account }]);
    return membership ?? null;
  }

  async state(account: string, group = 'g'): Promise<MemberState | null> {
    return (await this.membership(account, group))?.state ?? null;
  }

  async standing(group = 'g'): Promise<GroupStanding> {
    const standing = await this.#store.rounds.standing(groupOf(group));
    if (standing === null) throw new Error(`nothing is known of the group ${group}`);
    return standing;
  }

  events(filter: EventFilter = {}, position = 0): Promise<MemberEvent[]> {
    return this.#store.events.after(position, filter, 1_000);
  }

  /** Every change so far, such as `ann: QUEUED > JOINED`. */
  async moves(filter: EventFilter = {}, position = 0): Promise<string[]> {
    return (await this.events(filter, position)).map(asMove);
  }

  #listen(): void {
    this.#store.onCommitted((changes) => void this.commits.push(changes));
  }
}

/** How a state comes about that no invite leads to: from another one (undefined: from nothing), by what is seen. */
const SEEN_STATES: Partial<Record<MemberState, readonly [MemberState | undefined, Occurrence]>> = {
  DECLINED: ['INVITED', 'invitationGone'],
  EXPIRED: ['INVITED', 'invitationExpired'],
  LEFT: [undefined, 'left'],
  REMOVED: [undefined, 'removed'],
};

export const asMove = ({ membership, from, to }: MemberEvent): string =>
  `${membership.account}: ${from ?? 'nothing'} > ${to}`;

export const accountsOf = (call: GrantedCall): string[] => call.invites.map((invite) => invite.account);
