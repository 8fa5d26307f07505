import { SANDBOX_OPERATOR } from '../connections.ts';
import type { GroupSeed } from '../world/group.ts';

export interface ImkitRules {
  readonly roomType: 'group' | 'direct';
  /** 0: nobody can join or be invited. */
  readonly opening: 0 | 1;
  /** Every invitee must accept first, whatever the call says. */
  readonly invitationRequired: boolean;
}

const groupRules: ImkitRules = { roomType: 'group', opening: 1, invitationRequired: false };

export const IMKIT_ROOMS: readonly GroupSeed<ImkitRules>[] = [
  {
    id: 'demo-room',
    name: 'Demo',
    purpose: 'open: everybody is in at once, unless the call requires an invitation',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['STARBUCKS', 'test-user', '12345', 'bbb', 'sss', 'robot001', 'aaa'],
    formerIds: ['ccc', 'BOT'],
    rules: groupRules,
  },
  {
    id: 'consent-room',
    name: 'Circle',
    purpose: 'every invitee must accept first',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['aaa'],
    rules: { ...groupRules, invitationRequired: true },
  },
  {
    id: 'full-room',
    name: 'Table for five',
    purpose: 'two places left; whoever comes too late stays out without a word',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['aaa', 'bbb'],
    capacity: 5,
    rules: groupRules,
  },
  {
    id: 'locked-room',
    name: 'Board',
    purpose: `${SANDBOX_OPERATOR} is no member: without permission, RC 403`,
    ownerId: 'u_chair',
    memberIds: ['aaa'],
    rules: groupRules,
  },
  {
    id: 'closed-room',
    name: 'Archive',
    purpose: 'closed to everybody (opening 0): RC 400',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['aaa'],
    rules: { ...groupRules, opening: 0 },
  },
  {
    id: 'direct-room',
    name: 'Aaa',
    purpose: 'a direct room, in which no invitation can be required',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['aaa'],
    rules: { ...groupRules, roomType: 'direct' },
  },
];

const MAX_ID_LENGTH = 256;

export function isImkitId(id: string): boolean {
  return id !== '' && id.length <= MAX_ID_LENGTH;
}

/** Load-test rooms: any id with `load` in it. */
export function imkitLoadRoom(id: string): GroupSeed<ImkitRules> | null {
  if (!id.includes('load') || !isImkitId(id)) return null;
  return { id, name: id, purpose: 'load tests', ownerId: SANDBOX_OPERATOR, rules: groupRules };
}
