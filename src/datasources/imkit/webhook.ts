import type { ChangeReport, WebhookReader } from '../datasource.ts';
import {
  bodyHash,
  bodyText,
  isObject,
  jsonObject,
  keyOf,
  memberReport,
  sameSecret,
  usableId,
  usableIds,
} from '../webhook.ts';
import type { ImkitSettings } from './settings.ts';

/** Anything else would make a bot write into the room (IMKit docs, Webhook). */
const SILENCE = { toBotState: null, data: null };

/** IMKit's webhooks. Nothing is signed, so all that speaks for them is the path, and they count as hints. */
export function createImkitWebhooks({ webhook }: ImkitSettings): WebhookReader | null {
  if (webhook === undefined) return null;
  return {
    read({ pathSecret, body }, nowMs) {
      if (!sameSecret(pathSecret, webhook.pathSecret)) return { kind: 'forged' };
      const message = jsonObject(bodyText(body));
      if (message === null || typeof message['event'] !== 'string') return { kind: 'unreadable' };
      if (!MEMBER_EVENTS.has(message['event'])) return { kind: 'nothing', answer: SILENCE };
      const report = reportOf(message['event'], message);
      if (report === null) return { kind: 'unreadable' };
      // No event has an id, and the same words come again when somebody joins, leaves and joins: each delivery counts.
      return { kind: 'changes', key: keyOf(bodyHash(body), nowMs), reports: [report], answer: SILENCE };
    },
  };
}

const MEMBER_EVENTS: ReadonlySet<string> = new Set(['JOIN_ROOM', 'ADD_MEMBERS', 'DELETE_MEMBERS']);

/** Null when the room is not named. */
function reportOf(event: string, message: Readonly<Record<string, unknown>>): ChangeReport | null {
  const data = isObject(message['data']) ? message['data'] : {};
  const roomId = idOf(message['roomID']) ?? idOf(data['room']);
  if (roomId === null) return null;
  const actor = idOf(message['clientID']) ?? idOf(data['sender']);
  const members = usableIds(data['members'], idOf);
  if (event === 'DELETE_MEMBERS') {
    const himself = members.length === 1 && members[0] === actor;
    return memberReport(roomId, himself ? 'left' : 'removed', members, false);
  }
  // Who accepts an invitation joins by himself.
  const joined = event === 'JOIN_ROOM' && members.length === 0 && actor !== null ? [actor] : members;
  return memberReport(roomId, 'joined', joined, false);
}

/** Of a client or a room, which come as objects or as their bare ids. */
function idOf(value: unknown): string | null {
  return usableId(isObject(value) ? (value['_id'] ?? value['id']) : value);
}
