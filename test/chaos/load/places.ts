import type { Place } from '../providers/messages.ts';

/** Where is invited to, and how hard: the slow providers would not be done in time otherwise. */
export interface Use {
  readonly connection: 'wechat' | 'tencent' | 'tencent-app' | 'imkit' | 'zim';
  readonly groups: readonly string[];
  readonly clients: number;
  /** Between two requests of one client, in milliseconds. */
  readonly pauseMs: number;
  /** Most of a request's members; a few requests have ten times as many. */
  readonly members: number;
}

export const USES: readonly Use[] = [
  { connection: 'wechat', groups: ['load-1@chatroom', 'load-2@chatroom'], clients: 1, pauseMs: 900, members: 4 },
  { connection: 'tencent', groups: ['load-1', 'load-2', 'load-3'], clients: 3, pauseMs: 150, members: 4 },
  { connection: 'tencent-app', groups: ['load-4', 'load-5'], clients: 2, pauseMs: 300, members: 4 },
  { connection: 'imkit', groups: ['load-1', 'load-2'], clients: 2, pauseMs: 200, members: 4 },
  { connection: 'zim', groups: ['load-1', 'load-2'], clients: 3, pauseMs: 200, members: 4 },
];

/** One group as one connection sees it. */
export interface Group {
  /** `connection:group`. */
  readonly id: string;
  readonly connection: Use['connection'];
  readonly place: Place;
  /** Between two things that its people do by themselves, on average; in milliseconds. */
  readonly calmMs: number;
  /** Whether Rollcall can be told and can ask who is in; at the others it knows of its own invites only. */
  readonly followed: boolean;
}

const groupsOf = ({ groups, pauseMs }: Use, connection: Use['connection']): Group[] =>
  groups.map((group) => ({
    id: `${connection}:${group}`,
    connection,
    place: { backend: connection === 'tencent-app' ? 'tencent' : connection, group },
    calmMs: 2 * pauseMs,
    followed: connection !== 'tencent-app',
  }));

/** All groups; those that are invited to over the app are reported to the connection of Tencent's server API as well. */
export const GROUPS: readonly Group[] = [
  ...USES.flatMap((use) => groupsOf(use, use.connection)),
  ...USES.filter(({ connection }) => connection === 'tencent-app').flatMap((use) => groupsOf(use, 'tencent')),
];

export const FOLLOWED: readonly Group[] = GROUPS.filter(({ followed }) => followed);
export const GROUP_IDS: readonly string[] = GROUPS.map(({ id }) => id);

/** @throws RangeError when it is no group of the run */
export function placeOf(groupId: string): Place {
  const group = GROUPS.find(({ id }) => id === groupId);
  if (group === undefined) throw new RangeError(`${groupId} is no group of this run`);
  return group.place;
}

/** Of each connection, how long an invitation may stay unanswered; seven days at the others. */
export const EXPIRES_AFTER: Readonly<Partial<Record<Use['connection'], string>>> = { wechat: 'PT6S', tencent: 'PT4S' };
