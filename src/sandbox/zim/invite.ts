import { behaviourOf, insistsOnConsent } from '../accounts.ts';
import type { Conditions } from '../front.ts';
import type { Answer } from '../http/answer.ts';
import { asFieldStrings, asObject, asStrings } from '../http/received.ts';
import type { JsonObject } from '../http/received.ts';
import { isManager } from '../world/group.ts';
import type { Group } from '../world/group.ts';
import type { Joiner, World } from '../world/world.ts';
import type { ZimEnvelope, ZimFailure } from './envelope.ts';
import { isZimId, MAX_ZIM_ID_BYTES } from './groups.ts';
import type { ZimRules } from './groups.ts';

interface Invitee extends Joiner {
  /** The call itself asked that he agree first. */
  readonly isInvite: boolean;
}

/** Whom an inviting body names: those of `GroupMemberInfos`, or of `UserIds` where that is empty. */
export function userIdsIn(body: JsonObject): readonly string[] | null {
  const infos = body['GroupMemberInfos'];
  return Array.isArray(infos) && infos.length > 0 ? asFieldStrings(infos, 'UserId') : asStrings(body['UserIds']);
}

export interface InviteOrder {
  readonly world: World<ZimRules>;
  readonly group: Group<ZimRules>;
  readonly operator: string;
  readonly body: JsonObject;
  readonly conditions: Conditions;
  readonly nowMs: number;
  readonly envelope: ZimEnvelope;
}

/** Adds or invites; answers with the failures alone, and drops the operator from the list without a word. */
export function inviteUsers(order: InviteOrder): Answer {
  const { world, group, operator, body, conditions, envelope } = order;
  const invitees = readInvitees(body, order.nowMs);
  if (invitees === 'tooLong') return envelope.fail(660000012, 'a user id is longer than 32 bytes');
  if (invitees === null || invitees.length === 0) return envelope.fail(660000002, 'invalid parameter');
  if (invitees.length > conditions.membersPerCall) return envelope.fail(660000011, 'too many users in the list');
  if (!isPermitted(group, operator)) return envelope.fail(660600032, 'the operator has no permission');

  const distinct = [...new Map(invitees.map((invitee) => [invitee.account, invitee] as const)).values()];
  const wanted = distinct.filter(({ account }) => account !== operator);
  const failures: ZimFailure[] = [];
  const joining: Joiner[] = [];
  const asked: string[] = [];
  const places = conditions.full ? 0 : world.placesLeft(group);
  for (const invitee of wanted) {
    const subCode = subCodeFor(group, invitee.account);
    const consents =
      invitee.isInvite || group.rules.beInvitedMode === 1 || insistsOnConsent(behaviourOf(invitee.account));
    if (subCode !== 0) failures.push({ UserId: invitee.account, SubCode: subCode });
    else if (consents) {
      asked.push(invitee.account);
      // A call that asked for consent is not told that it is needed; one that did not is, as the client SDK is told.
      if (!invitee.isInvite) failures.push({ UserId: invitee.account, SubCode: 6000544 });
    } else if (joining.length < places) joining.push(invitee);
    else failures.push({ UserId: invitee.account, SubCode: 660600016 });
  }
  world.join(group, joining, { actorId: operator, via: 'added' });
  world.invite(group, asked, operator, 'invitee');
  return envelope.listed(conditions.errorListName, failures, wanted.length);
}

/** Null when the body breaks a rule. Times of entry may lie in the past, never in the future; 0 means now. */
function readInvitees(body: JsonObject, nowMs: number): readonly Invitee[] | 'tooLong' | null {
  const infos = body['GroupMemberInfos'];
  const accounts = userIdsIn(body);
  if (accounts?.some((account) => Buffer.byteLength(account) > MAX_ZIM_ID_BYTES) === true) return 'tooLong';
  if (accounts === null || !accounts.every(isZimId)) return null;
  if (!Array.isArray(infos) || infos.length === 0) return accounts.map((account) => ({ account, isInvite: false }));
  const invitees: Invitee[] = [];
  for (const [index, account] of accounts.entries()) {
    const { EnterGroupTime: enteredAtMs = 0, IsInvite: isInvite = 0 } = asObject(infos[index]) ?? {};
    if (typeof enteredAtMs !== 'number' || enteredAtMs < 0 || enteredAtMs > nowMs) return null;
    if (isInvite !== 0 && isInvite !== 1) return null;
    invitees.push({ account, joinedAtMs: enteredAtMs === 0 ? undefined : enteredAtMs, isInvite: isInvite === 1 });
  }
  return invitees;
}

/** 0: this account can be added or asked. */
function subCodeFor(group: Group<ZimRules>, account: string): number {
  if (group.members.has(account)) return 108037;
  switch (behaviourOf(account)) {
    case 'ghost':
      return 660700012;
    case 'refused':
      return 6000508;
    case 'crowded':
      return 660600012;
    case 'never':
    case 'shy':
    case 'willing':
      return 0;
  }
}

function isPermitted(group: Group<ZimRules>, operator: string): boolean {
  return group.rules.inviteMode === 0 ? group.members.has(operator) : isManager(group, operator);
}
