/** Where is invited to, and how hard: the slow providers would not be done in time otherwise. */
export interface Use {
  readonly connection: string;
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

export const GROUP_IDS: readonly string[] = USES.flatMap(({ connection, groups }) =>
  groups.map((group) => `${connection}:${group}`),
);
