import type { Clock } from '../../kernel/clock.ts';
import { MINUTE, SECOND } from '../../kernel/duration.ts';
import type { GroupFacts, ReadDesk } from '../datasource.ts';
import { ExpiringMap } from './expiring-map.ts';
import type { ZimGroup, ZimLimits } from './wire.ts';

/** Groups whose limits are remembered. */
export const MAX_GROUPS_KEPT = 10_000;
/** How long limits are believed; ZIM reports no change of them. */
export const LIMITS_LAST_MS = 5 * MINUTE;
/** How long a group that could not be read is left alone. */
export const FAILURE_LASTS_MS = 30 * SECOND;
/** Groups that are read at one time: while so many wait for their permits, invites to others go without. */
export const MAX_READS_AT_ONCE = 20;

/** What is known of a group when an invite has left. */
export interface LookedUp {
  readonly limits: ZimLimits | null;
  /** Only where the group was read just now. */
  readonly facts?: GroupFacts | undefined;
}

/** The limits of groups, each read once and then remembered for a while. */
export interface LimitInfo {
  /** Asks for its permit at once if the group has to be read, so that nothing need wait for it. Null when nothing is known. */
  lookUp(groupId: string, desk: ReadDesk): Promise<LookedUp | null>;
  /** Takes over what was read for another purpose. */
  note(groupId: string, group: ZimGroup): void;
}

/** @param read null when it tells nothing */
export function createLimitInfo(
  clock: Clock,
  read: (groupId: string, desk: ReadDesk) => Promise<ZimGroup | null>,
): LimitInfo {
  const known = new ExpiringMap<LookedUp | null>(MAX_GROUPS_KEPT, clock);
  const underWay = new Map<string, Promise<LookedUp | null>>();

  function note(groupId: string, group: ZimGroup | null): void {
    const limits = group?.limits ?? null;
    known.set(groupId, limits === null ? null : { limits }, limits === null ? FAILURE_LASTS_MS : LIMITS_LAST_MS);
  }

  async function readAndNote(groupId: string, desk: ReadDesk): Promise<LookedUp | null> {
    try {
      const group = await read(groupId, desk);
      note(groupId, group);
      return group;
    } finally {
      underWay.delete(groupId);
    }
  }

  return {
    note,
    lookUp(groupId, desk) {
      const remembered = known.get(groupId);
      if (remembered !== undefined) return Promise.resolve(remembered);
      const others = underWay.get(groupId);
      if (others !== undefined) return others;
      if (underWay.size >= MAX_READS_AT_ONCE) return Promise.resolve(null);
      const pending = readAndNote(groupId, desk);
      underWay.set(groupId, pending);
      // Whoever waits for it is told; an invite that never leaves waits for nothing.
      pending.catch(() => undefined);
      return pending;
    },
  };
}
