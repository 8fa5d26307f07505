import { nicknameOf } from '../accounts.ts';
import type { Group, PendingInvite } from '../world/group.ts';
import type { ImkitRules } from './groups.ts';

/** A client as it stands in rooms and invitations. Ids of digits alone have never said how they are called. */
export function clientJson(account: string) {
  return {
    _id: account,
    ...(/^\d+$/.test(account) ? {} : { nickname: nicknameOf(account) }),
    isRobot: account.startsWith('robot'),
    id: account,
    lastLoginTimeMS: 0,
  };
}

/**
 * The whole room. `memberProperties` holds more than the members: those who are invited, and those who were members once, stand
 * in it too.
 */
export function roomJson(room: Group<ImkitRules>, lastMessage: unknown): unknown {
  const members = [...room.members.values()];
  const others = [...room.former, ...room.pending.keys()].filter((account) => !room.members.has(account));
  return {
    _id: room.id,
    name: room.name,
    cover: '',
    description: '',
    ...(lastMessage === undefined ? {} : { lastMessage }),
    roomType: room.rules.roomType,
    webhook: null,
    botState: null,
    botMode: false,
    encrypted: false,
    serviceStatus: 0,
    roomTags: [],
    status: 1,
    opening: room.rules.opening,
    memberProperties: [
      ...members.map(({ account, role }) => ({
        badge: 0,
        client: account,
        ...(role === 'member' ? {} : { role: 'admin' }),
      })),
      ...[...new Set(others)].map((account) => ({ badge: 0, client: account })),
    ],
    members: members.map(({ account }) => clientJson(account)),
    id: room.id,
    createdTimeMS: room.createdAtMs,
  };
}

/** The invitations that wait in a room, the oldest first. */
export function invitationsJson(room: Group<ImkitRules>): unknown {
  return { totalCount: room.pending.size, data: [...room.pending.values()].map(invitationJson) };
}

/** The invitations that wait for one client, over all rooms. */
export function ownInvitationsJson(account: string, rooms: Iterable<Group<ImkitRules>>): unknown {
  const data = [...rooms].flatMap((room) => {
    const invite = room.pending.get(account);
    return invite === undefined ? [] : [{ ...datesJson(invite), inviter: clientJson(invite.inviterId), room: room.id }];
  });
  return { totalCount: data.length, data };
}

function invitationJson(invite: PendingInvite): unknown {
  return { invitee: clientJson(invite.account), inviter: clientJson(invite.inviterId), ...datesJson(invite) };
}

function datesJson({ createdAtMs, updatedAtMs }: PendingInvite) {
  return { createdAt: new Date(createdAtMs).toISOString(), updatedAt: new Date(updatedAtMs).toISOString() };
}
