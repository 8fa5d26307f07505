import type { Clock } from '../../kernel/clock.ts';
import { behaviourOf } from '../accounts.ts';
import { Acceptances } from './acceptances.ts';
import type { JoinedVia, WorldChange } from './change.ts';
import type { Awaited, Group, GroupSeed, PendingInvite } from './group.ts';
import { plantGroup, rememberFormer } from './live-group.ts';
import type { LiveGroup } from './live-group.ts';

/** Load-test groups that one backend makes on demand; further ones do not exist. Those that were dissolved count too. */
export const MAX_LOAD_GROUPS = 1_000;
/** Members of all groups of one backend together; then every group is full. */
export const MAX_MEMBERSHIPS = 2_000_000;
/** Invites that wait in one group; a further one makes the oldest lapse. */
export const MAX_PENDING_PER_GROUP = 10_000;
/** Invites that wait in all groups of one backend together; then, too, a further one makes the oldest of its group lapse. */
export const MAX_PENDING = 100_000;

export interface WorldOptions<Rules> {
  readonly backend: WorldChange['backend'];
  readonly clock: Clock;
  readonly acceptAfterMs: number;
  readonly seeds: readonly GroupSeed<Rules>[];
  /** The seed of a group that comes to be by being asked for; null for an id that names none. */
  readonly loadGroup: (id: string) => GroupSeed<Rules> | null;
}

/** Hears of a change after it was made; `group` is as it is now, or was when it was dissolved. */
export type ChangeListener<Rules> = (change: WorldChange, group: Group<Rules>) => void;

export interface Joiner {
  readonly account: string;
  /** Default now. */
  readonly joinedAtMs?: number | undefined;
}

/**
 * The groups of one backend and the people in them. Every change goes through the methods here and is told to the
 * {@link onChange} listeners after it is made; a call that changes nobody tells nothing. Whether a change is allowed is for the
 * caller to know.
 */
export class World<Rules> {
  readonly #options: WorldOptions<Rules>;
  readonly #acceptances: Acceptances;
  readonly #listeners = new Set<ChangeListener<Rules>>();
  readonly #groups = new Map<string, LiveGroup<Rules>>();
  /** Ids of groups that were dissolved: nobody makes them anew. */
  readonly #dissolved = new Set<string>();
  #memberships = 0;
  #pending = 0;

  constructor(options: WorldOptions<Rules>) {
    this.#options = options;
    this.#acceptances = new Acceptances(options.clock, options.acceptAfterMs);
    this.reset();
  }

  /** Returns the function that ends the listening. */
  onChange(listener: ChangeListener<Rules>): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The group of this id; a load-test group is made when it is asked for first. */
  find(id: string): Group<Rules> | undefined {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    if (this.#dissolved.has(id)) return undefined;
    const made = this.#groups.size + this.#dissolved.size;
    const seed = made < this.#options.seeds.length + MAX_LOAD_GROUPS ? this.#options.loadGroup(id) : null;
    return seed === null ? undefined : this.#plant(seed);
  }

  /** Like {@link find}, but makes nothing. */
  peek(id: string): Group<Rules> | undefined {
    return this.#groups.get(id);
  }

  /** The groups that exist now. */
  all(): Iterable<Group<Rules>> {
    return this.#groups.values();
  }

  placesLeft(group: Group<Rules>): number {
    return Math.max(0, Math.min(group.capacity - group.members.size, MAX_MEMBERSHIPS - this.#memberships));
  }

  /** Makes members of those who are none yet; their invites are settled by it. There must be places for all of them. */
  join(group: Group<Rules>, joiners: readonly Joiner[], by: { actorId: string; via: JoinedVia }): void {
    const live = this.#live(group);
    const atMs = this.#options.clock.now();
    const accounts: string[] = [];
    for (const { account, joinedAtMs } of joiners) {
      if (live.members.has(account)) continue;
      const inviterId = by.via === 'self' ? null : by.actorId;
      live.members.set(account, { account, role: 'member', joinedAtMs: joinedAtMs ?? atMs, inviterId });
      this.#memberships++;
      live.former.delete(account);
      this.#forgetInvite(live, account);
      accounts.push(account);
    }
    if (accounts.length > 0)
      this.#tell(live, { ...this.#stamp(live, accounts, by.actorId), type: 'joined', via: by.via });
  }

  /** Notes invites that wait for a yes, which comes after the world's delay from whoever ever answers. A repeat keeps that date. */
  invite(group: Group<Rules>, accounts: readonly string[], inviterId: string, awaits: Awaited): void {
    const live = this.#live(group);
    const nowMs = this.#options.clock.now();
    for (const account of accounts) {
      const earlier = live.pending.get(account);
      const createdAtMs = earlier?.createdAtMs ?? nowMs;
      const invite: PendingInvite = { account, inviterId, awaits, createdAtMs, updatedAtMs: nowMs };
      live.pending.set(account, invite);
      if (earlier !== undefined) continue;
      if (behaviourOf(account) !== 'never')
        this.#acceptances.add(this.#keyOf(live, account), () => this.accept(live, account));
      this.#pending++;
      if (live.pending.size > MAX_PENDING_PER_GROUP || this.#pending > MAX_PENDING) this.#lapseOldest(live);
    }
    if (accounts.length > 0) this.#tell(live, { ...this.#stamp(live, accounts, inviterId), type: 'invited' });
  }

  /** Makes a member of a pending invitee, or lets the invite lapse when the group is full; false when there is no such invite. */
  accept(group: Group<Rules>, account: string): boolean {
    const invite = group.pending.get(account);
    if (invite === undefined) return false;
    if (this.placesLeft(group) === 0) this.withdraw(group, [account], account);
    else this.join(group, [{ account }], { actorId: invite.inviterId, via: 'accepted' });
    return true;
  }

  /** Drops pending invites: `actorId` declined his own or cancelled those of others. */
  withdraw(group: Group<Rules>, accounts: readonly string[], actorId: string): void {
    const live = this.#live(group);
    const gone = accounts.filter((account) => this.#forgetInvite(live, account));
    if (gone.length > 0) this.#tell(live, { ...this.#stamp(live, gone, actorId), type: 'withdrawn' });
  }

  /** Takes members out. Who takes himself out has left. */
  remove(group: Group<Rules>, accounts: readonly string[], actorId: string): void {
    const live = this.#live(group);
    const gone = accounts.filter((account) => live.members.delete(account));
    this.#memberships -= gone.length;
    for (const account of gone) rememberFormer(live, account);
    const removed = gone.filter((account) => account !== actorId);
    if (removed.length > 0) this.#tell(live, { ...this.#stamp(live, removed, actorId), type: 'removed' });
    if (removed.length < gone.length) this.#tell(live, { ...this.#stamp(live, [actorId], actorId), type: 'left' });
  }

  /** Ends the group: from now on there is none of its id. */
  dissolve(group: Group<Rules>, actorId: string): void {
    const live = this.#live(group);
    for (const account of live.pending.keys()) this.#acceptances.cancel(this.#keyOf(live, account));
    this.#pending -= live.pending.size;
    this.#memberships -= live.members.size;
    this.#groups.delete(live.id);
    this.#dissolved.add(live.id);
    this.#tell(live, { ...this.#stamp(live, [...live.members.keys()], actorId), type: 'dissolved' });
  }

  rename(group: Group<Rules>, name: string, actorId: string): void {
    const live = this.#live(group);
    if (live.name === name) return;
    live.name = name;
    this.#tell(live, { ...this.#stamp(live, [], actorId), type: 'renamed' });
  }

  /** Back to the seeds. Listeners stay and are told nothing. */
  reset(): void {
    this.#acceptances.clear();
    this.#groups.clear();
    this.#dissolved.clear();
    this.#memberships = 0;
    this.#pending = 0;
    for (const seed of this.#options.seeds) this.#plant(seed);
  }

  /** Nobody accepts anything any more. */
  close(): void {
    this.#acceptances.clear();
    this.#listeners.clear();
  }

  #live(group: Group<Rules>): LiveGroup<Rules> {
    const live = this.#groups.get(group.id);
    if (live === undefined)
      throw new TypeError(`expected a group of the ${this.#options.backend} backend, got ${group.id}`);
    return live;
  }

  #plant(seed: GroupSeed<Rules>): LiveGroup<Rules> {
    const live = plantGroup(seed, this.#options.clock.now());
    this.#groups.set(live.id, live);
    this.#memberships += live.members.size;
    return live;
  }

  #keyOf(group: Group<Rules>, account: string): string {
    return `${group.id}\n${account}`;
  }

  #forgetInvite(live: LiveGroup<Rules>, account: string): boolean {
    this.#acceptances.cancel(this.#keyOf(live, account));
    const waited = live.pending.delete(account);
    if (waited) this.#pending--;
    return waited;
  }

  #lapseOldest(live: LiveGroup<Rules>): void {
    const [oldest] = live.pending.keys();
    if (oldest !== undefined) this.withdraw(live, [oldest], oldest);
  }

  #stamp(live: LiveGroup<Rules>, accounts: readonly string[], actorId: string) {
    return { backend: this.#options.backend, groupId: live.id, accounts, actorId, atMs: this.#options.clock.now() };
  }

  #tell(live: LiveGroup<Rules>, change: WorldChange): void {
    for (const listener of this.#listeners) listener(change, live);
  }
}
