import { createHash } from 'node:crypto';
import type { Random } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { WebhookOrder } from '../control/webhook-order.ts';
import type { WorldChange } from '../world/change.ts';
import type { Group } from '../world/group.ts';
import type { ZimRules } from '../zim/groups.ts';
import { MAX_NAMED_ACCOUNTS } from './webhook.ts';
import type { Habits, Parcel, Reporter, Webhook } from './webhook.ts';

/** The pauses are documented; how long an answer may take is not. */
const HABITS: Habits = { deadlineMs: 5 * SECOND, retryAfterMs: [2, 4, 8, 16, 32].map((seconds) => seconds * SECOND) };
/** Nonces are numbers of up to seven digits, as in the documentation. */
const NONCES = 10_000_000;

/** ZIM's callbacks: everything in the body, the signature too. */
export function createZimReporter(random: Random): Reporter<ZimRules> {
  return {
    habits: HABITS,
    report: (change, group, order) =>
      eventsOf(change, group, order).map(({ event, fields }) =>
        callback({
          event,
          fields: { ...fields, group_id: group.id },
          group,
          order,
          nonce: Math.floor(random() * NONCES),
        }),
      ),
    greet: () => [],
  };
}

interface Told {
  readonly event: string;
  readonly fields: object;
}

/** Nobody is told of invitations, nor of new names. */
function eventsOf(change: WorldChange, group: Group<ZimRules>, order: WebhookOrder): readonly Told[] {
  const operator = { operator_account: change.actorId };
  switch (change.type) {
    case 'joined': {
      const event = order.joinEvent ?? 'group_join';
      const join_type = change.via === 'self' ? 'Apply' : 'Invited';
      return [{ event, fields: { ...operator, join_type, new_user_ids: change.accounts } }];
    }
    case 'left':
    case 'removed': {
      const exit_type = change.type === 'left' ? 'Quit' : 'Kickout';
      return [{ event: 'group_exit', fields: { exit_type, ...operator, exit_user_ids: change.accounts } }];
    }
    case 'dissolved': {
      const user_ids = change.accounts.slice(0, MAX_NAMED_ACCOUNTS);
      return [{ event: 'group_destroy', fields: { owner_account: group.ownerId, ...operator, user_ids } }];
    }
    case 'invited':
    case 'withdrawn':
    case 'renamed':
      return [];
  }
}

interface Callback extends Told {
  readonly group: Group<ZimRules>;
  readonly order: WebhookOrder;
  readonly nonce: number;
}

function callback({ event, fields, group, order, nonce }: Callback): Webhook {
  const { appId, webhook } = SANDBOX_CREDENTIALS.zim;
  const secret = webhook.secrets[order.secret ?? 0];
  /** A repeat is the same to the letter: it keeps the time at which the first attempt left. */
  let firstMs: number | null = null;
  return {
    event,
    groupId: group.id,
    pack(leavingMs, attempt) {
      firstMs ??= leavingMs;
      const timestamp = timestampOf(firstMs, order);
      const nonceText = String(order.freshNonce === true ? (nonce + attempt - 1) % NONCES : nonce);
      const signature = sign([secret, String(timestamp), nonceText]);
      return wrapped(
        JSON.stringify({ appid: String(appId), event, nonce: nonceText, timestamp, signature, ...fields }),
        order,
      );
    },
  };
}

/** The parts are sorted as strings. */
function sign(parts: readonly string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex');
}

function timestampOf(atMs: number, order: WebhookOrder): number | string {
  const seconds = Math.floor(atMs / SECOND);
  switch (order.timestamp ?? 'seconds') {
    case 'seconds':
      return seconds;
    case 'milliseconds':
      return atMs;
    case 'quoted':
      return String(seconds);
  }
}

function wrapped(json: string, order: WebhookOrder): Parcel {
  switch (order.body ?? 'raw') {
    case 'raw':
      return { body: json };
    case 'percent':
      return { body: encodeURIComponent(json) };
    case 'form':
      return {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ data: json }).toString(),
      };
  }
}
