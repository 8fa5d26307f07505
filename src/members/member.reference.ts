import { type MembershipRef, parseMembershipId } from '../kernel/ids.ts';
import type { MemberContext } from './member.loaders.ts';
import { Membership } from './member.type.ts';

/** Null when the id is not well-formed or nothing is known of the account in the group. */
export async function resolveMembershipReference(id: string, context: MemberContext): Promise<Membership | null> {
  const ref = parseMembershipId(id);
  const record = ref === null ? null : await context.loaders.memberships.load(ref);
  return record === null ? null : new Membership(record);
}

/** The same of many, in their order and in one statement. */
export async function resolveMembershipReferences(
  ids: readonly string[],
  { loaders }: MemberContext,
): Promise<(Membership | null)[]> {
  const refs = ids.map(parseMembershipId);
  const known = refs.filter((ref): ref is MembershipRef => ref !== null);
  const records = (known.length === 0 ? [] : await loaders.membershipsByRefs(known)).values();
  return refs.map((ref) => {
    const record = ref === null ? null : (records.next().value ?? null);
    return record === null ? null : new Membership(record);
  });
}
