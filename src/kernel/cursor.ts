/** A place in the log of member changes: after this position, whose event happened at `atMs`. */
export interface EventCursor {
  readonly position: number;
  readonly atMs: number;
}

// The version lets a later format tell its own cursors from these; clients are told that cursors are opaque.
const EVENT_CURSOR = /^e1\.(\d{1,15})\.(\d{1,15})$/;
const ROW_CURSOR = /^r1\.(\d{1,15})$/;

const seal = (text: string): string => Buffer.from(text).toString('base64url');
const open = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8');

export const formatEventCursor = (cursor: EventCursor): string => seal(`e1.${cursor.position}.${cursor.atMs}`);

/** Null when the text is no event cursor of ours. */
export function parseEventCursor(cursor: string): EventCursor | null {
  const match = EVENT_CURSOR.exec(open(cursor));
  return match === null ? null : { position: Number(match[1]), atMs: Number(match[2]) };
}

/** A place in a list of rows that never change their order. */
export const formatRowCursor = (row: number): string => seal(`r1.${row}`);

/** Null when the text is no row cursor of ours. */
export function parseRowCursor(cursor: string): number | null {
  const match = ROW_CURSOR.exec(open(cursor));
  return match === null ? null : Number(match[1]);
}
