import type { Connection } from '../connections/connection.ts';
import type { ListedMember, MemberReads, ReadDesk } from '../datasources/datasource.ts';
import { DataSourceError, ReadRefused } from '../datasources/fault.ts';
import { HOUR } from '../kernel/duration.ts';
import type { GroupRef } from '../kernel/ids.ts';
import type { MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';
import { membersInParts, sightingOrder } from '../members/sightings.ts';
import type { GroupStanding, MembershipRecord } from '../store/records.ts';
import { MAX_SIGHTINGS, type Sighting, type SightingOrder, type Store } from '../store/store.ts';
import { SeenKeys } from './seen-keys.ts';

/** What is known of a group itself is read again when it is older. */
export const FACTS_KEPT_MS = HOUR;
/** A group in which more is known than fits into so many probes is listed instead. */
export const MAX_PROBES = 4;
/** Members of one list that are followed; of a longer list nobody is told to be absent. */
export const MAX_LISTED_MEMBERS = 1_000_000;

export interface LookDeps {
  readonly store: Pick<Store, 'sightings' | 'rounds' | 'members'>;
  readonly clock: { now(): number };
}

/** What brought a look about, and how far it goes. */
export interface LookOrder {
  readonly group: GroupRef;
  readonly connection: Connection;
  readonly desk: ReadDesk;
  readonly cause: MemberChangeCause & ('WEBHOOK' | 'RECONCILIATION');
  /** Memberships begin for everybody on the list, and rounds follow them all from now on. */
  readonly followAll: boolean;
  /** What was reported of single accounts: how they went out, if they are out. A membership begins for those who are in. */
  readonly reported: ReadonlyMap<string, 'seenOut' | 'left' | 'removed'>;
  /** The group itself is read even if what is known of it is fresh. */
  readonly freshFacts: boolean;
}

const NOBODY_KNOWN: GroupStanding = {
  sequence: 0,
  known: 0,
  joined: 0,
  invited: 0,
  followsAll: false,
  factsAtMs: null,
};

/**
 * Asks the provider who is in a group, and records what differs from what is known. Whoever moved while it was asked is left alone:
 * what was seen of them is older than what is known.
 *
 * @throws DataSourceError, ReadRefused when the provider told nothing
 */
export async function lookAtGroup(deps: LookDeps, order: LookOrder): Promise<void> {
  const { reads } = order.connection.dataSource;
  if (reads === null) return;
  const standing = (await deps.store.rounds.standing(order.group)) ?? NOBODY_KNOWN;
  const look = new Look(deps, order, reads, standing);
  await look.run();
}

/** What a provider told besides the list; null when it told nothing, which takes nothing from the list. */
async function ifTold<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DataSourceError || error instanceof ReadRefused) return null;
    throw error;
  }
}

class Look {
  readonly #deps: LookDeps;
  readonly #order: LookOrder;
  readonly #reads: MemberReads;
  readonly #standing: GroupStanding;
  readonly #followAll: boolean;
  #factsSeen = false;
  /** How many members the provider counted with its list. */
  #counted: number | undefined;

  constructor(deps: LookDeps, order: LookOrder, reads: MemberReads, standing: GroupStanding) {
    this.#deps = deps;
    this.#order = order;
    this.#reads = reads;
    this.#standing = standing;
    this.#followAll = order.followAll || standing.followsAll;
  }

  async run(): Promise<void> {
    const { group, desk } = this.#order;
    const asksInvitees = this.#followAll || this.#standing.invited > 0;
    // First the invitations: who accepts in between is on both, and who is on neither has no invitation any more.
    const invitees = asksInvitees ? await ifTold(this.#reads.listInvitees(group.externalId, desk)) : null;
    const complete = this.#canProbe() ? await this.#probe() : await this.#list();
    if (invitees !== null && complete) await this.#recordInvitees(invitees);
    await this.#readFacts();
  }

  #canProbe(): boolean {
    const { accountsPerProbe } = this.#reads;
    const asked = this.#standing.known + this.#order.reported.size;
    return !this.#followAll && accountsPerProbe > 0 && asked <= accountsPerProbe * MAX_PROBES;
  }

  /** Asks for everybody of whom something is known or was reported, and for nobody else. Returns whether the provider told of all of them. */
  async #probe(): Promise<boolean> {
    const asked = new Set(this.#order.reported.keys());
    for await (const members of this.#known(null)) for (const { account } of members) asked.add(account);
    // An account that breaks the provider's rules would spoil the probe for all.
    const accounts = [...asked].filter((account) => this.#order.connection.dataSource.review(account, {}) === null);
    const { accountsPerProbe } = this.#reads;
    let complete = true;
    for (let from = 0; from < accounts.length; from += accountsPerProbe) {
      const some = accounts.slice(from, from + accountsPerProbe);
      const told = await this.#reads.probeMembers(this.#order.group.externalId, some, this.#order.desk);
      await this.#record(
        some.flatMap((account) => {
          const isIn = told.get(account);
          if (isIn === undefined) return [];
          return [isIn ? this.#seenIn({ account }) : this.#out(account)];
        }),
      );
      complete &&= some.every((account) => told.has(account));
    }
    return complete;
  }

  /**
   * Walks the whole list, page by page; who is known as a member and was on no page is out. Returns whether all were seen for sure: not
   * when the list moved meanwhile, and not when the provider counts more members than it lists.
   */
  async #list(): Promise<boolean> {
    const { group, desk, reported } = this.#order;
    const seen = new SeenKeys();
    const unseen = new Set(reported.keys());
    let total: number | undefined;
    let steady = true;
    let listed = 0;
    for await (const page of this.#reads.listMembers(group.externalId, desk)) {
      // Somebody came or went between two pages: then a member may have slipped from a later page to an earlier one.
      if (total !== undefined && page.total !== total) steady = false;
      total ??= page.total;
      this.#counted = page.total;
      listed += page.members.length;
      if (listed > MAX_LISTED_MEMBERS) break;
      if (page.facts !== undefined) await this.#recordFacts(page.facts);
      for (const { account } of page.members) unseen.delete(account);
      for (const record of await this.#record(page.members.map((member) => this.#seenIn(member)))) {
        if (record !== null) seen.add(record.key);
      }
    }
    // Nobody is told to be out by a list that is shorter than the provider says, or has nobody at all: a group has an owner.
    const whole = listed > 0 && listed <= MAX_LISTED_MEMBERS && listed >= (total ?? 0);
    const complete = steady && whole;
    if (complete) {
      await this.#record([...unseen].map((account) => this.#out(account)));
      await this.#recordAbsent(seen);
    }
    return complete;
  }

  async #recordAbsent(seen: SeenKeys): Promise<void> {
    for await (const members of this.#known(['JOINED'])) {
      await this.#record(members.filter(({ key }) => !seen.has(key)).map(({ account }) => this.#out(account)));
    }
  }

  /** Whoever was seen in is not INVITED any more by now. Reports say nothing of invitations, so this never follows from one. */
  async #recordInvitees(invitees: ReadonlySet<string>): Promise<void> {
    for await (const members of this.#known(['INVITED'])) {
      const gone = members.filter(({ account }) => !invitees.has(account));
      await this.#record(gone.map(({ account }) => this.#sighting(account, 'invitationGone', 'RECONCILIATION')));
    }
    if (!this.#followAll) return;
    await this.#record(
      [...invitees].map((account) => ({
        ...this.#sighting(account, 'seenInvited', 'RECONCILIATION'),
        beginsMembership: true,
      })),
    );
  }

  async #readFacts(): Promise<void> {
    const { freshFacts, group, desk } = this.#order;
    const { factsAtMs } = this.#standing;
    const fresh = factsAtMs !== null && factsAtMs > this.#deps.clock.now() - FACTS_KEPT_MS;
    if (this.#factsSeen || (fresh && !freshFacts)) return;
    const reading = this.#reads.readGroup(group.externalId, desk);
    const facts = freshFacts ? await reading : await ifTold(reading);
    if (facts !== null) await this.#recordFacts({ ...facts, memberCount: this.#counted ?? facts.memberCount });
  }

  #known(states: readonly MemberState[] | null): AsyncGenerator<readonly MembershipRecord[]> {
    return membersInParts(this.#deps.store.members, this.#order.group, states);
  }

  #sighting(
    account: string,
    occurrence: Sighting['occurrence'],
    cause: MemberChangeCause = this.#order.cause,
  ): Sighting {
    return { account, occurrence, cause, beginsMembership: false };
  }

  #seenIn({ account, profile }: ListedMember): Sighting {
    const beginsMembership = this.#followAll || this.#order.reported.has(account);
    return { ...this.#sighting(account, 'seenIn'), beginsMembership, profile };
  }

  #out(account: string): Sighting {
    const how = this.#order.reported.get(account) ?? 'seenOut';
    if (how === 'seenOut') return this.#sighting(account, how);
    return { account, occurrence: how, cause: 'WEBHOOK', beginsMembership: true };
  }

  async #record(sightings: readonly Sighting[]): Promise<(MembershipRecord | null)[]> {
    const records: (MembershipRecord | null)[] = [];
    for (let from = 0; from < sightings.length; from += MAX_SIGHTINGS) {
      const some = sightings.slice(from, from + MAX_SIGHTINGS);
      records.push(...(await this.#deps.store.sightings.record(this.#orderOf({ sightings: some }))));
    }
    return records;
  }

  async #recordFacts(facts: NonNullable<SightingOrder['facts']>): Promise<void> {
    this.#factsSeen = true;
    await this.#deps.store.sightings.record(this.#orderOf({ facts }));
  }

  #orderOf(seen: Partial<SightingOrder>): SightingOrder {
    return sightingOrder(this.#order.group, this.#deps.clock.now(), {
      asOfSequence: this.#standing.sequence,
      followsAll: this.#order.followAll,
      ...seen,
    });
  }
}
