import { randomUUID } from 'node:crypto';
import { type Connection, Connections } from '../../src/connections/connection.ts';
import { createBreaker } from '../../src/datasources/breaker.ts';
import type {
  CallDesk,
  ChangeReport,
  InviteAnswer,
  MembershipDataSource,
  ReadDesk,
} from '../../src/datasources/datasource.ts';
import { createMemoryDataSource, memoryCapabilities } from '../../src/datasources/memory.ts';
import type { GroupRef } from '../../src/kernel/ids.ts';
import { judgeAnswer } from '../../src/lanes/verdict.ts';
import { runRound } from '../../src/reconciliation/round.ts';
import type { DueRound, GrantedCall, MemberEvent } from '../../src/store/records.ts';
import type { Store } from '../../src/store/store.ts';
import { formatContent, parseContent } from '../../src/webhooks/content.ts';
import { ReportApplier } from '../../src/webhooks/report-applier.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { grantOne } from '../support/grant-one.ts';

export const EXPIRES_AFTER_MS = 60_000;
const RETRY = { attempts: 3, firstDelayMs: 100, maxDelayMs: 1_000 };

const DESK: ReadDesk & CallDesk = {
  signal: new AbortController().signal,
  readPermit: async () => {},
  readDeparted: () => {},
  departurePermit: async () => {},
  departed: () => {},
};

/** A group at a provider, what the service knows of it, and everything that may happen in between, each at the moment that a test wants. */
export class MembershipWorld {
  readonly group: GroupRef;
  readonly clock: ManualClock;
  readonly store: Store;
  /** Who is in, at the provider. */
  readonly members: Set<string>;
  /** Who is invited and has not answered, at the provider. */
  readonly invitees: Set<string>;
  /** What the provider has to report and has not yet. */
  readonly unsent: ChangeReport[] = [];
  readonly #groups: Map<string, Set<string>>;
  readonly #connections: Connections;
  readonly #applier: ReportApplier;
  /** Calls that have left and whose answers are on their way. */
  readonly #answers: { call: GrantedCall; answer: InviteAnswer }[] = [];
  readonly #operations: string[] = [];
  /** Whose invitation ever went away at the provider. */
  readonly invitationsGone = new Set<string>();
  #meanwhile: (() => Promise<unknown>) | null = null;
  #delivered = 0;

  /** @param connectionId of a connection that no other world in this store has */
  constructor(connectionId: string, { store, clock, probes }: { store: Store; clock: ManualClock; probes: boolean }) {
    this.group = { connectionId, externalId: 'g' };
    this.clock = clock;
    this.store = store;
    this.#groups = new Map([[this.group.externalId, new Set(['owner'])]]);
    const invitations = new Map([[this.group.externalId, new Set<string>()]]);
    this.members = this.#groups.get(this.group.externalId) ?? new Set();
    this.invitees = invitations.get(this.group.externalId) ?? new Set();
    const memory = createMemoryDataSource({
      connectionId: this.group.connectionId,
      groups: this.#groups,
      invitations,
      membersPerPage: 2,
      onAsked: () => this.#letHappen(),
      capabilities: { ...memoryCapabilities, membersPerCall: 3 },
    });
    const reads = memory.reads && { ...memory.reads, ...(probes ? {} : { accountsPerProbe: 0 }) };
    this.#connections = new Connections([
      {
        id: this.group.connectionId,
        dataSource: { ...memory, reads },
        breaker: createBreaker(clock),
        retry: RETRY,
        inviteExpiresAfterMs: EXPIRES_AFTER_MS,
      },
    ]);
    this.#applier = new ReportApplier({
      store: this.store,
      connections: this.#connections,
      clock,
      random: () => 0.5,
      log: { warn: () => {} },
      deskOf: () => DESK,
    });
  }

  async invite(accounts: readonly string[], requireConsent: boolean): Promise<void> {
    const operationId = randomUUID();
    await this.store.invitations.accept({
      operationId,
      group: this.group,
      caller: '',
      idempotencyKey: null,
      inputHash: '',
      idempotentSinceMs: 0,
      options: { requireConsent },
      invitedBy: null,
      members: accounts.map((account) => ({ account, withoutMembership: false, joinedAtMs: null, result: null })),
      nowMs: this.clock.now(),
    });
    this.#operations.push(operationId);
  }

  /** A call leaves, and takes effect at the provider; its answer is on its way. False when nobody waits. */
  async depart(): Promise<boolean> {
    const grant = await grantOne(this.store.lanes, {
      connectionId: this.group.connectionId,
      quota: { callsAtOnce: 1_000_000, scope: 'CONNECTION' },
      membersPerCall: 3,
      nowMs: this.clock.now(),
      aheadMs: 0,
    });
    if (grant.kind !== 'granted') return false;
    const { call } = grant;
    const members = call.invites.map(({ account }) => ({ account, resent: false }));
    const before = new Set(this.members);
    const invitedBefore = [...this.invitees];
    const { dataSource } = this.connection;
    const answer = await dataSource.invite({ groupId: call.groupId, members, options: call.options }, DESK);
    this.#answers.push({ call, answer });
    for (const who of invitedBefore) if (!this.invitees.has(who)) this.invitationsGone.add(who);
    const joined = members.map(({ account }) => account).filter((a) => this.members.has(a) && !before.has(a));
    this.#report('joined', joined);
    return true;
  }

  /** The oldest answer arrives. False when none is on its way. */
  async settle(): Promise<boolean> {
    const arrived = this.#answers.shift();
    if (arrived === undefined) return false;
    const { call, answer } = arrived;
    const nowMs = this.clock.now();
    await this.store.lanes.settleCall({
      callId: call.id,
      nowMs,
      ...judgeAnswer(call, answer, {
        retry: RETRY,
        inviteExpiresAfterMs: EXPIRES_AFTER_MS,
        nowMs,
        random: () => 0.5,
      }),
      blocksUntilMs: null,
      facts: null,
      profiles: null,
    });
    return true;
  }

  accept(account: string): void {
    if (!this.#loseInvitation(account)) return;
    this.members.add(account);
    this.#report('joined', [account]);
  }

  decline(account: string): void {
    this.#loseInvitation(account);
  }

  join(account: string): void {
    if (this.members.has(account)) return;
    this.#loseInvitation(account);
    this.members.add(account);
    this.#report('joined', [account]);
  }

  leave(account: string, how: 'left' | 'removed'): void {
    if (this.members.delete(account)) this.#report(how, [account]);
  }

  /** One of the unsent reports comes in, and is worked off. */
  async deliver(index: number, order: { keep: boolean; trusted: boolean }): Promise<void> {
    const at = index % Math.max(this.unsent.length, 1);
    const report = this.unsent[at];
    if (report === undefined) return;
    if (!order.keep) this.unsent.splice(at, 1);
    const nowMs = this.clock.now();
    const content = formatContent([{ ...report, trusted: order.trusted }]);
    await this.store.webhooks.keep({
      connectionId: this.group.connectionId,
      key: `${this.#delivered++}`,
      content,
      nowMs,
    });
    const taken = await this.store.webhooks.take([this.group.connectionId], 10, nowMs, nowMs + 1_000);
    const webhooks = taken.map((webhook) => ({ ...webhook, reports: parseContent(webhook.content) }));
    if (webhooks.length > 0) await this.#applier.apply({ group: this.group, webhooks });
  }

  async cancelLast(): Promise<void> {
    const operation = await this.store.invitations.operation(this.#operations.at(-1) ?? '');
    if (operation === null) return;
    const nowMs = this.clock.now();
    await this.store.invitations.cancel({ operationKey: operation.key, inviteKeys: null, nowMs });
  }

  /** Takes the open invitations of the last operation back, at the provider and here. */
  async withdrawLast(): Promise<void> {
    const operation = await this.store.invitations.operation(this.#operations.at(-1) ?? '');
    if (operation === null) return;
    const { rows } = await this.store.invitations.invites(operation.key, { first: 100, afterKey: null });
    const open = rows.filter(({ account }) => this.#loseInvitation(account));
    const order = { operationKey: operation.key, inviteKeys: open.map(({ key }) => key), nowMs: this.clock.now() };
    await this.store.invitations.withdraw(order);
  }

  async expire(): Promise<void> {
    const nowMs = this.clock.now();
    await this.store.sightings.expire(nowMs, nowMs, 100);
  }

  /** The group's round, whether or not it is due; `meanwhile` happens before the provider takes its second question, if there is one. */
  async round(
    options: {
      meanwhile?: () => Promise<unknown>;
      misses?: number;
      due?: DueRound | undefined;
      dataSource?: MembershipDataSource;
    } = {},
  ): Promise<void> {
    let asked = 0;
    this.#meanwhile = async () => (++asked === 2 ? options.meanwhile?.() : undefined);
    const deps = { store: this.store, clock: this.clock, random: () => 0.5, log: { warn: () => {} } };
    const due = options.due ?? {
      group: this.group,
      dueAtMs: this.clock.now(),
      round: 0,
      misses: options.misses ?? 0,
      token: -1,
    };
    const { dataSource = this.connection.dataSource } = options;
    await runRound(deps, due, { ...this.connection, dataSource }, DESK);
    this.#meanwhile = null;
  }

  dissolve(): void {
    this.#groups.delete(this.group.externalId);
  }

  async states(): Promise<Map<string, string>> {
    const { rows } = await this.store.members.ofGroup(this.group, null, { first: 1_000, afterKey: null });
    return new Map(rows.map(({ account, state }) => [account, state]));
  }

  async events(): Promise<readonly MemberEvent[]> {
    return this.store.events.after(0, { group: this.group }, 10_000);
  }

  get connection(): Connection {
    const connection = this.#connections.get(this.group.connectionId);
    if (connection === undefined) throw new TypeError('the world has one connection');
    return connection;
  }

  #loseInvitation(account: string): boolean {
    const had = this.invitees.delete(account);
    if (had) this.invitationsGone.add(account);
    return had;
  }

  /** Once for a round: what happens meanwhile may ask the provider as well. */
  async #letHappen(): Promise<void> {
    const meanwhile = this.#meanwhile;
    await meanwhile?.();
  }

  #report(change: ChangeReport['change'], accounts: readonly string[]): void {
    if (accounts.length > 0) this.unsent.push({ groupId: this.group.externalId, change, accounts, trusted: false });
  }
}
