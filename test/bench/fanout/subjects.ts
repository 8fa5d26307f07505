import { openEventSource } from '../client/event-source.ts';
import type { OpenSubscriber } from '../client/subscriber.ts';
import { openWebSocket } from '../client/websocket.ts';

/** A server of the fan-out, and how its subscribers ask. */
export interface Subject {
  readonly name: string;
  readonly program: string;
  readonly open: OpenSubscriber;
}

export const OWN_WS: Subject = { name: 'Rollcall, ws', program: 'rollcall', open: openWebSocket };
export const DEFAULT_WS: Subject = { name: 'graphql-ws, default', program: 'graphql-ws', open: openWebSocket };
export const MERCURIUS: Subject = { name: 'mercurius, ws', program: 'mercurius', open: openWebSocket };
export const RAW_WS: Subject = { name: 'raw ws', program: 'raw-ws', open: openWebSocket };
export const OWN_SSE: Subject = { name: 'Rollcall, SSE', program: 'rollcall', open: openEventSource };
export const YOGA_SSE: Subject = { name: 'graphql-yoga, SSE', program: 'yoga', open: openEventSource };

/** So many subscribers, and what is sent to them. */
export interface Size {
  readonly subscribers: number;
  /** Events that are sent one by one, each when the one before has reached everybody. */
  readonly singles: number;
  /** Events that are published in one turn. */
  readonly burst: number;
  readonly rounds: number;
  readonly subjects: readonly Subject[];
}

const ALL = [OWN_WS, DEFAULT_WS, MERCURIUS, RAW_WS, OWN_SSE, YOGA_SSE];

/** Everybody whose cost is judged. */
const JUDGED = [OWN_WS, DEFAULT_WS, RAW_WS, OWN_SSE, YOGA_SSE];

export const SIZES: readonly Size[] = [
  { subscribers: 100, singles: 100, burst: 100, rounds: 2, subjects: ALL },
  { subscribers: 1_000, singles: 10, burst: 30, rounds: 2, subjects: JUDGED },
  { subscribers: 5_000, singles: 3, burst: 10, rounds: 1, subjects: JUDGED },
  { subscribers: 20_000, singles: 3, burst: 10, rounds: 1, subjects: [OWN_WS] },
];

export const QUICK_SIZES: readonly Size[] = [
  { subscribers: 50, singles: 5, burst: 20, rounds: 1, subjects: ALL },
  { subscribers: 200, singles: 2, burst: 10, rounds: 1, subjects: ALL },
];

/** Files that a process has open besides its subscribers' sockets. */
const OTHER_FILES = 200;

/** The sizes as far as processes may open files for them: one that hardly fits is cut, one that does not by half is left out. */
export const fitting = (sizes: readonly Size[], files: number): Size[] =>
  sizes
    .filter(({ subscribers }) => subscribers < 2 * (files - OTHER_FILES))
    .map((size) => ({ ...size, subscribers: Math.min(size.subscribers, files - OTHER_FILES) }));
