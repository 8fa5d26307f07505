import type { Random } from '../../kernel/clock.ts';
import { behaviourOf, insistsOnConsent } from '../accounts.ts';
import type { Conditions } from '../front.ts';
import { bareNumber } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Group } from '../world/group.ts';
import type { World } from '../world/world.ts';
import { success, wechatFailure } from './envelope.ts';
import { BOT, DIRECT_JOIN_MAX_MEMBERS } from './groups.ts';
import type { GeweRules } from './groups.ts';
import { messageId } from './message-id.ts';

export const INVITE_FAILED = '邀请进群失败';

/**
 * What WeChat makes of an invite: the answer tells nothing about anybody. In a group with approval everybody waits for the
 * owner; in a small one friends are in at once; in a large one each gets a card. Whoever cannot be invited is passed over in
 * silence, and whoever was invited before gets a second card.
 */
export function inviteMembers(
  world: World<GeweRules>,
  group: Group<GeweRules>,
  accounts: readonly string[],
  { conditions, random }: { conditions: Conditions; random: Random },
): Answer {
  const { approval } = group.rules;
  let places = conditions.full ? 0 : world.placesLeft(group);
  if (places === 0) return wechatFailure(INVITE_FAILED, '群成员已达上限');
  const joining: string[] = [];
  const asked: string[] = [];
  for (const account of new Set(accounts)) {
    const behaviour = behaviourOf(account);
    if (group.members.has(account) || ['ghost', 'refused', 'crowded'].includes(behaviour)) continue;
    const size = group.members.size + joining.length;
    if (approval || insistsOnConsent(behaviour) || size > DIRECT_JOIN_MAX_MEMBERS) asked.push(account);
    else if (places-- > 0) joining.push(account);
  }
  world.join(
    group,
    joining.map((account) => ({ account })),
    { actorId: BOT, via: 'added' },
  );
  world.invite(group, asked, BOT, approval ? 'admin' : 'invitee');
  // The request to the owner is a message of its own, with a 64-bit id that stands bare in the JSON.
  return approval ? success({ newMsgId: bareNumber(messageId(random)) }) : success();
}
