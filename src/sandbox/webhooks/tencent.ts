import { createHash } from 'node:crypto';
import { SECOND } from '../../kernel/duration.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { WebhookOrder } from '../control/webhook-order.ts';
import type { TencentRules } from '../tencent/groups.ts';
import type { WorldChange } from '../world/change.ts';
import type { Group } from '../world/group.ts';
import { MAX_NAMED_ACCOUNTS } from './webhook.ts';
import type { Habits, Reporter, Webhook } from './webhook.ts';

/** No answer within 2 s is as good as none, and nothing is posted again. */
export const TENCENT_HABITS: Habits = { deadlineMs: 2 * SECOND, retryAfterMs: [] };

/** Tencent's callbacks: the event in the query and in the body, a signature over the time that does not cover the body. */
export const tencentReporter: Reporter<TencentRules> = { habits: TENCENT_HABITS, report, greet: () => [] };

function report(change: WorldChange, group: Group<TencentRules>, order: WebhookOrder): readonly Webhook[] {
  const tell = (command: string, fields: object): Webhook =>
    callback(command, group, { fields, actorId: change.actorId, atMs: change.atMs, order });
  const operator = { Operator_Account: change.actorId };
  switch (change.type) {
    case 'joined': {
      const JoinType = change.via === 'self' ? 'Apply' : 'Invited';
      const joined = { JoinType, ...operator, NewMemberList: listed(change.accounts) };
      const isFull = group.members.size >= group.capacity;
      return [tell('AfterNewMemberJoin', joined), ...(isFull ? [tell('AfterGroupFull', {})] : [])];
    }
    case 'left':
    case 'removed': {
      const ExitType = change.type === 'left' ? 'Quit' : 'Kicked';
      return [tell('AfterMemberExit', { ExitType, ...operator, ExitMemberList: listed(change.accounts) })];
    }
    case 'dissolved': {
      const MemberList = listed(change.accounts.slice(0, MAX_NAMED_ACCOUNTS));
      return [tell('AfterGroupDestroyed', { Owner_Account: group.ownerId, Name: group.name, MemberList })];
    }
    case 'renamed':
      return [tell('AfterGroupInfoChanged', { ...operator, Name: group.name })];
    case 'invited':
    case 'withdrawn':
      return [];
  }
}

/** Asks whether these accounts may be invited, before they are. */
export function beforeInvite(
  group: Group<TencentRules>,
  accounts: readonly string[],
  { operatorId, atMs, order }: { operatorId: string; atMs: number; order: WebhookOrder },
): Webhook {
  const fields = { Operator_Account: operatorId, DestinationMembers: listed(accounts) };
  return callback('BeforeInviteJoinGroup', group, { fields, actorId: operatorId, atMs, order });
}

interface Occasion {
  readonly fields: object;
  readonly actorId: string;
  readonly atMs: number;
  readonly order: WebhookOrder;
}

function callback(name: string, group: Group<TencentRules>, { fields, actorId, atMs, order }: Occasion): Webhook {
  const { sdkAppId, administrator, webhook } = SANDBOX_CREDENTIALS.tencent;
  const command = `Group.Callback${name}`;
  const { type } = group.rules;
  const body = JSON.stringify({
    CallbackCommand: command,
    GroupId: group.id,
    // The documented sample of a group that is full says nothing of its type.
    ...(name === 'AfterGroupFull' ? {} : { Type: type }),
    ...fields,
    ...eventTime(atMs, order),
  });
  return {
    event: command,
    groupId: group.id,
    pack(leavingMs) {
      const requestTime = String(Math.floor(leavingMs / SECOND));
      const query = {
        SdkAppid: String(sdkAppId),
        CallbackCommand: command,
        contenttype: 'json',
        ClientIP: '127.0.0.1',
        OptPlatform: actorId === administrator ? 'RESTAPI' : 'iOS',
        Sign: createHash('sha256')
          .update(webhook.token + requestTime)
          .digest('hex'),
        RequestTime: requestTime,
      };
      return { query, body };
    },
  };
}

function eventTime(atMs: number, order: WebhookOrder): object {
  switch (order.eventTime ?? 'number') {
    case 'number':
      return { EventTime: atMs };
    case 'string':
      return { EventTime: String(atMs) };
    case 'absent':
      return {};
  }
}

const listed = (accounts: readonly string[]) => accounts.map((account) => ({ Member_Account: account }));
