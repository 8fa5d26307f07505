import type { FollowingGrants, InviteAcceptance, InviteOrder } from '../store.ts';
import { acceptOrders } from './accept.sql.ts';
import { type CallEnd, settleCalls } from './settle.sql.ts';
import { groupKey } from './sorted-groups.ts';
import type { StoreTime } from './time.ts';
import type { BatchKind } from './write-batch.ts';

/** Members whose orders share one transaction at most. */
export const MAX_MEMBERS_PER_BATCH = 10_000;
/** Orders that share one transaction at most. */
export const MAX_ORDERS_PER_BATCH = 256;
/** Calls that are settled in one transaction at most. */
export const MAX_CALLS_PER_BATCH = 256;
/** Members of calls that are settled in one transaction at most. */
export const MAX_VERDICTS_PER_BATCH = 1_000;

/** What is to be stored, and who asks what may leave because of it. */
export interface Change<Input> {
  readonly input: Input;
  readonly following: FollowingGrants | undefined;
}

/** Null of an order whose idempotency key stands for an earlier one. */
export const acceptances = (time: StoreTime): BatchKind<Change<InviteOrder>, InviteAcceptance | null> => ({
  groupOf: ({ input }) => input.group,
  followingOf: ({ following }) => following,
  open: fittingOrders,
  store: (on, changes) =>
    acceptOrders(
      on,
      changes.map(({ input }) => input),
      time,
    ),
});

export const settlements = (time: StoreTime): BatchKind<Change<CallEnd>, void> => ({
  groupOf: ({ input }) => input.group,
  followingOf: ({ following }) => following,
  open: () => {
    const room = new Room(MAX_CALLS_PER_BATCH, MAX_VERDICTS_PER_BATCH);
    return ({ input }) => room.take(input.verdicts.length);
  },
  store: (on, changes) =>
    settleCalls(
      on,
      changes.map(({ input }) => input),
      time,
    ),
});

/** Counts works and what is in them; the first work always has room. */
class Room {
  #works: number;
  #parts: number;
  readonly #maxParts: number;

  constructor(works: number, parts: number) {
    this.#works = works;
    this.#parts = parts;
    this.#maxParts = parts;
  }

  take(parts: number): boolean {
    const isFirst = this.#parts === this.#maxParts;
    if (this.#works === 0 || (parts > this.#parts && !isFirst)) return false;
    this.#works--;
    this.#parts -= Math.max(parts, 1);
    return true;
  }
}

/** What makes two orders need two transactions, besides their size: the second one has to find what the first one stored. */
function fittingOrders(): (change: Change<InviteOrder>) => boolean {
  const room = new Room(MAX_ORDERS_PER_BATCH, MAX_MEMBERS_PER_BATCH);
  const keys = new Set<string>();
  const groups = new Map<string, { readonly first: InviteOrder; accounts: Set<string> | null }>();
  return ({ input: order }) => {
    const key = order.idempotencyKey === null ? null : JSON.stringify([order.caller, order.idempotencyKey]);
    if (key !== null && keys.has(key)) return false;
    const group = groups.get(groupKey(order.group));
    const accounts = group === undefined ? null : (group.accounts ??= accountsOf(group.first));
    if (accounts !== null && order.members.some(({ account }) => accounts.has(account))) return false;
    if (!room.take(order.members.length)) return false;
    if (key !== null) keys.add(key);
    if (group === undefined) groups.set(groupKey(order.group), { first: order, accounts: null });
    for (const { account } of accounts === null ? [] : order.members) accounts?.add(account);
    return true;
  };
}

const accountsOf = (order: InviteOrder): Set<string> => new Set(order.members.map(({ account }) => account));
