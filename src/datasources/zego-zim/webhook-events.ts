import type { ChangeReport, WebhookReading } from '../datasource.ts';
import { groupReport, jsonObject, keyOf, memberReport, usableId, usableIds } from '../webhook.ts';
import type { CallbackBody, Fields } from './webhook-body.ts';

/** Any 2xx will do (ZIM docs, callbacks). */
const TAKEN = {};

interface Change {
  report(groupId: string, users: readonly string[], fields: Fields): ChangeReport;
  /** The field that lists the users; absent where an event is about the group. */
  readonly list?: string;
}

const JOINED: Change = {
  list: 'new_user_ids',
  report: (groupId, users) => memberReport(groupId, 'joined', users, true),
};

/** What each event says; one that is not in here says nothing of members (ZIM docs, group callbacks). */
const CHANGES: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['group_join', JOINED],
  // The same page's sample spells it so.
  ['Apply_join_group', JOINED],
  [
    'group_exit',
    {
      list: 'exit_user_ids',
      report: (groupId, users, { exit_type: type }) =>
        memberReport(groupId, type === 'Kickout' ? 'removed' : 'left', users, true),
    },
  ],
  ['group_create', { ...JOINED, list: 'user_ids' }],
  ['group_destroy', { report: (groupId) => groupReport(groupId, 'groupGone', true) }],
]);

/** What a verified callback says. */
export function readEvent({ fields, timestamp }: CallbackBody): WebhookReading {
  const { event } = fields;
  if (typeof event !== 'string') return { kind: 'unreadable' };
  const change = CHANGES.get(event);
  if (change === undefined) return { kind: 'nothing', answer: TAKEN };
  const groupId = usableId(fields['group_id']);
  if (groupId === null) return { kind: 'unreadable' };
  const users = change.list === undefined ? [] : usersIn(fields[change.list]);
  return {
    kind: 'changes',
    // Without the nonce, which a retry may have anew.
    key: keyOf(event, groupId, users.toSorted(), timestamp),
    reports: [change.report(groupId, users, fields)],
    answer: TAKEN,
  };
}

/** A list, or what a form makes of one: the list as JSON, or the only user bare. */
function usersIn(value: unknown): readonly string[] {
  if (typeof value !== 'string') return usableIds(value);
  const list = jsonObject(`{"list":${value}}`)?.['list'];
  return usableIds(Array.isArray(list) ? list : [value]);
}
