import type { ChangeReport, WebhookReading } from '../datasource.ts';
import { groupReport, isObject, keyOf, memberReport, usableId, usableIds } from '../webhook.ts';

/** Everything is well, and with it a callback before the fact lets happen what is about to (Tencent IM docs, webhook overview). */
const OK = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };

type Callback = Readonly<Record<string, unknown>>;

interface Change {
  report(groupId: string, members: readonly string[], callback: Callback): ChangeReport;
  /** The field that lists the members; absent where a callback is about the group. */
  readonly list?: string;
}

/** What each callback says; one that is not in here says nothing of members (Tencent IM docs, group callbacks). */
const CHANGES: ReadonlyMap<string, Change> = new Map<string, Change>([
  [
    'Group.CallbackAfterNewMemberJoin',
    { list: 'NewMemberList', report: (groupId, members) => memberReport(groupId, 'joined', members, true) },
  ],
  [
    'Group.CallbackAfterMemberExit',
    {
      list: 'ExitMemberList',
      report: (groupId, members, { ExitType }) =>
        memberReport(groupId, ExitType === 'Kicked' ? 'removed' : 'left', members, true),
    },
  ],
  ['Group.CallbackAfterGroupFull', { report: (groupId) => groupReport(groupId, 'groupChanged', true) }],
  ['Group.CallbackAfterGroupInfoChanged', { report: (groupId) => groupReport(groupId, 'groupChanged', true) }],
  ['Group.CallbackAfterGroupDestroyed', { report: (groupId) => groupReport(groupId, 'groupGone', true) }],
]);

/** Answers other than `OK`: nobody of those who are about to be invited is refused. */
const ANSWERS: ReadonlyMap<string, unknown> = new Map([
  ['Group.CallbackBeforeInviteJoinGroup', { ...OK, RefusedMembers_Account: [] }],
]);

/** What a verified callback says. `requestTime` tells callbacks apart that have no `EventTime`. */
export function readCallback(command: string, callback: Callback, requestTime: string): WebhookReading {
  const change = CHANGES.get(command);
  if (change === undefined) return { kind: 'nothing', answer: ANSWERS.get(command) ?? OK };
  const groupId = usableId(callback['GroupId']);
  if (groupId === null) return { kind: 'unreadable' };
  const members = change.list === undefined ? [] : usableIds(callback[change.list], accountOf);
  // Milliseconds, quoted or not; old payloads have none.
  const time = usableId(callback['EventTime']) ?? requestTime;
  return {
    kind: 'changes',
    key: keyOf(command, groupId, members.toSorted(), time),
    reports: [change.report(groupId, members, callback)],
    answer: OK,
  };
}

function accountOf(member: unknown): unknown {
  return isObject(member) ? member['Member_Account'] : null;
}
