import type { GroupSeed } from '../world/group.ts';

/** The WeChat account that the device is logged in with. */
export const BOT = 'wxid_bot00';
const OWNER = 'wxid_owner9';
/** With more members than this, WeChat sends a card instead of putting a friend in at once. */
export const DIRECT_JOIN_MAX_MEMBERS = 40;

export interface GeweRules {
  /** The owner has to approve every invitee. */
  readonly approval: boolean;
}

const open: GeweRules = { approval: false };
const seatedWith = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `wxid_friend${String(index + 1).padStart(2, '0')}`);

export const GEWE_GROUPS: readonly GroupSeed<GeweRules>[] = [
  {
    id: '34757816141@chatroom',
    name: 'Project',
    purpose: 'small: friends join at once',
    ownerId: OWNER,
    adminIds: [BOT],
    memberIds: ['wxid_alice01'],
    capacity: 500,
    rules: open,
  },
  {
    id: '34757816142@chatroom',
    name: 'Neighbours',
    purpose: `over ${DIRECT_JOIN_MAX_MEMBERS} members: invitees get a card to confirm`,
    ownerId: OWNER,
    adminIds: [BOT],
    memberIds: seatedWith(50),
    capacity: 500,
    rules: open,
  },
  {
    id: '34757816143@chatroom',
    name: 'Club',
    purpose: 'the owner approves every invitee',
    ownerId: OWNER,
    memberIds: [BOT],
    capacity: 500,
    rules: { approval: true },
  },
  {
    id: '34757816144@chatroom',
    name: 'Dinner',
    purpose: 'two places left',
    ownerId: OWNER,
    memberIds: [BOT, 'wxid_alice01'],
    capacity: 5,
    rules: open,
  },
  {
    id: '34757816145@chatroom',
    name: 'Strangers',
    purpose: 'the bot is no member, so nothing is permitted',
    ownerId: OWNER,
    memberIds: ['wxid_alice01'],
    capacity: 500,
    rules: open,
  },
];

/** Load-test groups: any chat room id with `load` in it. */
export function geweLoadGroup(id: string): GroupSeed<GeweRules> | null {
  if (!/^[\w-]{0,40}load[\w-]{0,40}@chatroom$/.test(id)) return null;
  return { id, name: id, purpose: 'load tests', ownerId: OWNER, adminIds: [BOT], rules: open };
}
