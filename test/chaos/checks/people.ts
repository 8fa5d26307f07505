import type { Ledger } from '../load/ledger.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** Each user has the accounts that were told last, and their memberships in all groups lead back to him. */
export function checkPeople({ people }: Ledger, truth: Truth): Tally {
  const tally = new Tally('accounts of users');
  const memberships = new Map<string, string[]>();
  for (const { members } of truth.groups.values()) {
    for (const { id } of members) {
      const account = `${id.slice(0, id.indexOf(':'))}:${id.slice(id.lastIndexOf(':') + 1)}`;
      memberships.set(account, [...(memberships.get(account) ?? []), id]);
    }
  }
  for (const [userId, accounts] of people) {
    tally.checked += accounts.length;
    const stored = truth.people.get(userId);
    const linked = stored?.accounts.map(({ account, connection }) => `${connection.id}:${account}`) ?? [];
    if (linked.join() !== accounts.join()) tally.wrong.push(`${userId} has ${linked.join()}, told ${accounts.join()}`);
    const nodes = stored?.memberships.edges.map(({ node }) => node) ?? [];
    const expected = accounts.flatMap((account) => memberships.get(account) ?? []).toSorted();
    const found = nodes.map(({ id }) => id).toSorted();
    if (found.join() !== expected.join()) tally.wrong.push(`${userId} is ${found.join()}, expected ${expected.join()}`);
    const astray = nodes.filter(({ user }) => user?.id !== userId).map(({ id }) => id);
    if (astray.length > 0) tally.wrong.push(`${astray.join()} of ${userId} lead elsewhere`);
  }
  return tally;
}
