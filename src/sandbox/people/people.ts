import type { SandboxConnectionId } from '../connections.ts';
import { BadOrderError } from '../control/parse.ts';
import type { Group } from '../world/group.ts';
import type { World } from '../world/world.ts';
import { backendOf } from '../worlds.ts';
import type { Worlds } from '../worlds.ts';
import type { Doing } from './order.ts';

/**
 * What people in the sandbox do by themselves, in their provider's own app. `by` is the owner of the group where it is left out.
 * All methods throw a TypeError when it cannot be done: there is no such group, or the person is not in the place for it.
 */
export interface People {
  /** By himself, as over a code or a link. */
  join(connection: SandboxConnectionId, groupId: string, account: string): void;
  leave(connection: SandboxConnectionId, groupId: string, account: string): void;
  /** Says yes to an invite that waits; where the group is full by now, it lapses. */
  accept(connection: SandboxConnectionId, groupId: string, account: string): void;
  decline(connection: SandboxConnectionId, groupId: string, account: string): void;
  remove(connection: SandboxConnectionId, groupId: string, account: string, by?: string): void;
  /** From now on there is no such group. */
  dissolve(connection: SandboxConnectionId, groupId: string, by?: string): void;
  rename(connection: SandboxConnectionId, groupId: string, name: string, by?: string): void;
}

/** What people need of a world, whatever its rules. */
type Stage = Pick<
  World<unknown>,
  'find' | 'placesLeft' | 'join' | 'accept' | 'withdraw' | 'remove' | 'dissolve' | 'rename'
>;

/** The people of all worlds. */
export function createPeople(worlds: Worlds): People {
  const place = (connection: SandboxConnectionId, groupId: string): { world: Stage; group: Group<unknown> } => {
    const world: Stage = worlds[backendOf(connection)];
    const group = world.find(groupId);
    if (group === undefined) throw new BadOrderError([`group: ${connection} has no group ${groupId}`]);
    return { world, group };
  };
  const demand = (holds: boolean, problem: string): void => {
    if (!holds) throw new BadOrderError([`account: ${problem}`]);
  };

  return {
    join(connection, groupId, account) {
      const { world, group } = place(connection, groupId);
      demand(!group.members.has(account), `${account} is a member already`);
      demand(world.placesLeft(group) > 0, 'the group is full');
      world.join(group, [{ account }], { actorId: account, via: 'self' });
    },
    leave(connection, groupId, account) {
      const { world, group } = place(connection, groupId);
      demand(group.members.has(account), `${account} is no member`);
      world.remove(group, [account], account);
    },
    accept(connection, groupId, account) {
      const { world, group } = place(connection, groupId);
      demand(world.accept(group, account), `${account} is not invited`);
    },
    decline(connection, groupId, account) {
      const { world, group } = place(connection, groupId);
      demand(group.pending.has(account), `${account} is not invited`);
      world.withdraw(group, [account], account);
    },
    remove(connection, groupId, account, by) {
      const { world, group } = place(connection, groupId);
      const actorId = by ?? group.ownerId;
      demand(group.members.has(account), `${account} is no member`);
      demand(account !== actorId, `${account} would remove himself: that is to leave`);
      world.remove(group, [account], actorId);
    },
    dissolve(connection, groupId, by) {
      const { world, group } = place(connection, groupId);
      world.dissolve(group, by ?? group.ownerId);
    },
    rename(connection, groupId, name, by) {
      const { world, group } = place(connection, groupId);
      world.rename(group, name, by ?? group.ownerId);
    },
  };
}

/** @throws BadOrderError when it cannot be done */
export function carryOut(doing: Doing, people: People): void {
  const { connection, group } = doing;
  switch (doing.do) {
    case 'join':
    case 'leave':
    case 'accept':
    case 'decline':
      people[doing.do](connection, group, doing.account);
      break;
    case 'remove':
      people.remove(connection, group, doing.account, doing.by);
      break;
    case 'dissolve':
      people.dissolve(connection, group, doing.by);
      break;
    case 'rename':
      people.rename(connection, group, doing.name, doing.by);
      break;
  }
}
