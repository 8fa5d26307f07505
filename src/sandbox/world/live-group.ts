import { MAX_MEMBERS_PER_GROUP } from './group.ts';
import type { Group, GroupSeed, Membership, PendingInvite, Role } from './group.ts';

/** Former members that one group remembers. */
export const MAX_FORMER_PER_GROUP = 1_000;

/** A group in the hands of its world. */
export interface LiveGroup<Rules> extends Group<Rules> {
  name: string;
  readonly members: Map<string, Membership>;
  readonly pending: Map<string, PendingInvite>;
  readonly former: Set<string>;
}

export function plantGroup<Rules>(seed: GroupSeed<Rules>, joinedAtMs: number): LiveGroup<Rules> {
  const roles = new Map<string, Role>([[seed.ownerId, 'owner']]);
  for (const account of seed.adminIds ?? []) roles.set(account, 'admin');
  for (const account of seed.memberIds ?? []) if (!roles.has(account)) roles.set(account, 'member');
  return {
    id: seed.id,
    name: seed.name,
    ownerId: seed.ownerId,
    capacity: Math.min(seed.capacity ?? MAX_MEMBERS_PER_GROUP, MAX_MEMBERS_PER_GROUP),
    createdAtMs: joinedAtMs,
    rules: seed.rules,
    members: new Map([...roles].map(([account, role]) => [account, { account, role, joinedAtMs, inviterId: null }])),
    pending: new Map(),
    former: new Set(seed.formerIds),
  };
}

/** The newest former member; the oldest is forgotten beyond {@link MAX_FORMER_PER_GROUP}. */
export function rememberFormer<Rules>({ former }: LiveGroup<Rules>, account: string): void {
  former.delete(account);
  former.add(account);
  const [oldest] = former;
  if (former.size > MAX_FORMER_PER_GROUP && oldest !== undefined) former.delete(oldest);
}
