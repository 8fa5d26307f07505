import { SECOND } from '../../kernel/duration.ts';
import type { ImkitRules } from '../imkit/groups.ts';
import { clientJson } from '../imkit/room-json.ts';
import type { WorldChange } from '../world/change.ts';
import type { Reporter, Webhook } from './webhook.ts';

/**
 * IMKit's webhooks: unsigned, and posted once; how long an answer may take is not documented. Who leaves deletes himself. Nothing
 * is told of invitations, of a room's name, or of its end.
 */
export const imkitReporter: Reporter<ImkitRules> = {
  habits: { deadlineMs: 5 * SECOND, retryAfterMs: [] },
  report,
  greet: () => [],
};

function report(change: WorldChange): readonly Webhook[] {
  const { actorId, accounts, groupId } = change;
  switch (change.type) {
    case 'joined':
      return change.via === 'added'
        ? [event('ADD_MEMBERS', groupId, actorId, accounts)]
        : accounts.map((account) => event('JOIN_ROOM', groupId, account, [account]));
    case 'left':
    case 'removed':
      return [event('DELETE_MEMBERS', groupId, actorId, accounts)];
    case 'invited':
    case 'withdrawn':
    case 'dissolved':
    case 'renamed':
      return [];
  }
}

function event(name: string, room: string, senderId: string, accounts: readonly string[]): Webhook {
  const body = JSON.stringify({
    appID: 'SampleApp',
    clientID: senderId,
    roomID: room,
    event: name,
    botState: null,
    data: { room, sender: clientJson(senderId), members: accounts.map(clientJson) },
  });
  return { event: name, groupId: room, pack: () => ({ body }) };
}
