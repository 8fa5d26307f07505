import { parseMembershipId } from '../kernel/ids.ts';
import type { MemberContext } from './member.loaders.ts';
import { Membership } from './member.type.ts';

/** Null when the id is not well-formed or nothing is known of the account in the group. */
export async function resolveMembershipReference(id: string, context: MemberContext): Promise<Membership | null> {
  const ref = parseMembershipId(id);
  const record = ref === null ? null : await context.loaders.memberships.load(ref);
  return record === null ? null : new Membership(record);
}
