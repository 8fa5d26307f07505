import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { GroupRef } from '../../src/kernel/ids.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import type { DueRound, GrantedCall, KeptWebhook, MemberEvent } from '../../src/store/records.ts';
import type { CallSettlement, InviteOrder, Quota, Sighting, SightingOrder, Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { DATABASE_URL, dropSchema, schemaOf } from '../support/postgres.ts';
import { grantOne } from '../support/grant-one.ts';

/** How long who takes a round or a webhook keeps it. */
export const LEASE_MS = 60_000;
export const GROUP: GroupRef = { connectionId: 'c', externalId: 'g' };
export const AMPLE: Quota = { callsAtOnce: 1_000, scope: 'CONNECTION' };

/** Several stores on one schema, each with a clock of its own as if on a machine of its own. */
export class Instances {
  readonly schema = schemaOf(randomUUID());
  readonly stores: Store[] = [];
  readonly clocks: ManualClock[] = [];

  /** @param skewsMs by how much the clock of each is wrong */
  static async start(skewsMs: readonly number[], timeFollows: 'database' | 'clock' = 'database'): Promise<Instances> {
    const instances = new Instances();
    const startMs = Date.now();
    for (const skewMs of skewsMs) {
      const clock = new ManualClock(startMs + skewMs);
      instances.clocks.push(clock);
      const options = { url: DATABASE_URL ?? '', schema: instances.schema, clock, timeFollows };
      instances.stores.push(await openPostgresStore(options));
    }
    onTestFinished(async () => {
      await Promise.all(instances.stores.map((store) => store.close()));
      await dropSchema(instances.schema);
    });
    return instances;
  }

  at(index: number): Store {
    const store = this.stores[index];
    if (store === undefined) throw new RangeError(`there is no instance ${index}`);
    return store;
  }

  now(index: number): number {
    return this.clocks[index]?.now() ?? 0;
  }

  accept(index: number, accounts: readonly string[], over: Partial<InviteOrder> = {}) {
    return this.at(index).invitations.accept({
      operationId: randomUUID(),
      group: GROUP,
      caller: 'caller',
      idempotencyKey: null,
      inputHash: '',
      idempotentSinceMs: this.now(index) - 1_000,
      options: {},
      invitedBy: null,
      members: accounts.map((account) => ({ account, withoutMembership: false, joinedAtMs: null, result: null })),
      nowMs: this.now(index),
      ...over,
    });
  }

  grant(index: number, quota: Quota = AMPLE, membersPerCall = 10) {
    return grantOne(this.at(index).lanes, {
      connectionId: 'c',
      quota,
      membersPerCall,
      nowMs: this.now(index),
      aheadMs: 0,
    });
  }

  async granted(index: number, quota: Quota = AMPLE, membersPerCall = 10): Promise<GrantedCall> {
    const grant = await this.grant(index, quota, membersPerCall);
    if (grant.kind !== 'granted') throw new Error('nothing was granted');
    return grant.call;
  }

  settle(index: number, call: GrantedCall, over: Partial<CallSettlement> = {}): Promise<void> {
    return this.at(index).lanes.settleCall({
      callId: call.id,
      nowMs: this.now(index),
      blocksUntilMs: this.now(index),
      verdicts: new Map(call.invites.map(({ key }) => [key, { kind: 'settled', result: { type: 'alreadyJoined' } }])),
      facts: null,
      profiles: null,
      pauseUntilMs: null,
      learnedMembersPerCall: null,
      ...over,
    });
  }

  see(index: number, sightings: readonly Sighting[], over: Partial<SightingOrder> = {}) {
    return this.at(index).sightings.record({
      group: GROUP,
      sightings,
      asOfSequence: null,
      facts: null,
      followsAll: false,
      webhookKey: null,
      roundAtMs: null,
      nowMs: this.now(index),
      ...over,
    });
  }

  keep(index: number, key: string): Promise<boolean> {
    return this.at(index).webhooks.keep({ connectionId: 'c', key, content: key, nowMs: this.now(index) });
  }

  takeWebhooks(index: number, limit = 100): Promise<KeptWebhook[]> {
    const nowMs = this.now(index);
    return this.at(index).webhooks.take(['c'], limit, nowMs, nowMs + LEASE_MS);
  }

  takeRounds(index: number, limit = 100): Promise<DueRound[]> {
    const nowMs = this.now(index);
    return this.at(index).rounds.take(['c'], limit, nowMs, nowMs + LEASE_MS);
  }

  /** Time goes by for all of them, where it follows their clocks. */
  advance(byMs: number): void {
    for (const clock of this.clocks) clock.advance(byMs);
  }

  /** Every event so far, in the order of the log. */
  events(): Promise<MemberEvent[]> {
    return this.at(0).events.after(0, {}, 10_000);
  }
}
