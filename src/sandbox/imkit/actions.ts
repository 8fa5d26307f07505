import { behaviourOf, insistsOnConsent } from '../accounts.ts';
import type { CallKind, Conditions } from '../front.ts';
import type { Answer } from '../http/answer.ts';
import { asString, asStrings } from '../http/received.ts';
import type { JsonObject } from '../http/received.ts';
import type { Group } from '../world/group.ts';
import type { World } from '../world/world.ts';
import { ok, refuse } from './envelope.ts';
import { isImkitId } from './groups.ts';
import type { ImkitRules } from './groups.ts';
import type { SystemMessages } from './messages.ts';
import { invitationsJson, ownInvitationsJson, roomJson } from './room-json.ts';

/** What an action on a room works on. */
export interface RoomOrder {
  readonly world: World<ImkitRules>;
  readonly messages: SystemMessages;
  readonly room: Group<ImkitRules>;
  readonly actorId: string;
  readonly body: JsonObject;
  readonly conditions: Conditions;
}

export interface RoomAction {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind `/rooms/:id`. */
  readonly path: string;
  readonly kind: CallKind;
  /** The field of the body that names people; null when there is none. */
  readonly accountsField: 'invitees' | 'members' | null;
  /** Whether the caller must be in the room already. */
  readonly membersOnly: boolean;
  readonly run: (order: RoomOrder) => Answer;
}

const forMembers = { membersOnly: true, accountsField: null } as const;
/** What an invitee's own app does. */
const forInvitees = { kind: 'other', membersOnly: false, accountsField: null } as const;

/** By the name that the journal has for it. */
export const ROOM_ACTIONS: Readonly<Record<string, RoomAction>> = {
  addMembers: {
    ...forMembers,
    method: 'POST',
    path: '/members',
    kind: 'invites',
    accountsField: 'invitees',
    run: addMembers,
  },
  getRoom: { ...forMembers, method: 'GET', path: '', kind: 'reads', run: wholeRoom },
  listInvitations: {
    ...forMembers,
    method: 'GET',
    path: '/invitations',
    kind: 'reads',
    run: ({ room }) => ok(invitationsJson(room)),
  },
  deleteMembers: {
    ...forMembers,
    method: 'POST',
    path: '/delete/members',
    kind: 'reads',
    accountsField: 'members',
    run: deleteMembers,
  },
  deleteInvitations: {
    ...forMembers,
    method: 'POST',
    path: '/delete/invitations',
    kind: 'reads',
    accountsField: 'invitees',
    run: deleteInvitations,
  },
  joinRoom: { ...forInvitees, method: 'POST', path: '/join', run: joinRoom },
  declineInvitation: { ...forInvitees, method: 'DELETE', path: '/invitations', run: declineInvitation },
};

function wholeRoom({ room, messages }: RoomOrder): Answer {
  return ok(roomJson(room, messages.last(room)));
}

/** Adds or invites, and answers with the whole room: who is not in it afterwards was asked, or stayed out without a word. */
function addMembers(order: RoomOrder): Answer {
  const { world, room, actorId, body, conditions } = order;
  const invitees = asStrings(body['invitees']);
  if (invitees === null || invitees.length === 0 || !invitees.every(isImkitId)) {
    return refuse(400, 'INVALID_PARAMETERS', 'invitees is no list of client ids');
  }
  if (invitees.length > conditions.membersPerCall) return refuse(400, 'INVALID_PARAMETERS', 'too many invitees');
  if (room.rules.opening === 0) return refuse(400, 'ROOM_CLOSED', 'the room is closed');
  const behaviours = new Map(invitees.map((account) => [account, behaviourOf(account)] as const));
  if (conditions.unknownAccountMode === 'whole' && [...behaviours.values()].includes('ghost')) {
    return refuse(400, 'CLIENT_NOT_FOUND', 'a client does not exist');
  }

  const asksEverybody =
    room.rules.roomType === 'group' && (room.rules.invitationRequired || body['invitationRequired'] === true);
  const wanted = [...behaviours].filter(([account]) => !room.members.has(account));
  const reachable = wanted.filter(([, behaviour]) => !['ghost', 'refused', 'crowded'].includes(behaviour));
  const isAsked = ([, behaviour]: (typeof reachable)[number]): boolean => asksEverybody || insistsOnConsent(behaviour);
  const places = conditions.full ? 0 : world.placesLeft(room);
  const joining = reachable.filter((one) => !isAsked(one)).slice(0, places);
  world.join(
    room,
    joining.map(([account]) => ({ account })),
    { actorId, via: 'added' },
  );
  const asked = reachable.filter(isAsked).map(([account]) => account);
  world.invite(room, asked, actorId, 'invitee');
  if (body['systemMessage'] === true) order.messages.post(room, 'addMembers', actorId, { invitees });
  return wholeRoom(order);
}

function deleteMembers(order: RoomOrder): Answer {
  const { world, room, actorId, body, messages } = order;
  const members = asStrings(body['members']);
  if (members === null || members.length === 0)
    return refuse(400, 'INVALID_PARAMETERS', 'members is no list of client ids');
  world.remove(room, members, actorId);
  if (body['systemMessage'] === true) messages.post(room, 'deleteMembers', actorId, { members });
  return wholeRoom(order);
}

function deleteInvitations({ world, room, actorId, body }: RoomOrder): Answer {
  const invitees = asStrings(body['invitees']);
  if (invitees === null || invitees.length === 0)
    return refuse(400, 'INVALID_PARAMETERS', 'invitees is no list of client ids');
  world.withdraw(room, invitees, actorId);
  return ok(invitationsJson(room));
}

function joinRoom(order: RoomOrder): Answer {
  const { world, room, actorId, conditions } = order;
  if (room.members.has(actorId)) return wholeRoom(order);
  if (room.rules.opening === 0) return refuse(400, 'ROOM_CLOSED', 'the room is closed');
  if (conditions.full || world.placesLeft(room) === 0) return refuse(400, 'ROOM_FULL', 'the room is full');
  if (room.rules.invitationRequired && !room.pending.has(actorId)) {
    return refuse(403, 'INSUFFICIENT_PERMISSIONS', 'an invitation is required');
  }
  if (!world.accept(room, actorId)) world.join(room, [{ account: actorId }], { actorId, via: 'self' });
  return wholeRoom(order);
}

function declineInvitation({ world, room, actorId }: RoomOrder): Answer {
  world.withdraw(room, [actorId], actorId);
  return ok(ownInvitationsJson(actorId, world.all()));
}

/** Whom the body names, as far as it is well-formed. */
export function accountsIn(action: RoomAction, body: JsonObject): readonly string[] {
  return action.accountsField === null ? [] : (asStrings(body[action.accountsField]) ?? []);
}

/** Who a new client is to be; null when the body does not say. */
export function newClientIn(body: JsonObject): string | null {
  const id = asString(body['_id']);
  return id !== null && isImkitId(id) ? id : null;
}
