import type { Question } from '../ask.ts';

/**
 * What a provider's answer to a harmless question says of our settings:
 *
 * - `accepted`: it knows us, and would have answered;
 * - `wrongCredential`: a key or a token of ours is not good;
 * - `wrongApp`: it does not know the app or device; each app lives in one region only;
 * - `appClosed`: it knows the app, which is switched off, or whose plan has ended;
 * - `wrongAccount`: it does not know the account in whose name we ask, or that may not;
 * - `clockOff`: a signature that was made this moment is out of its time;
 * - `rateLimited`: it takes no more calls;
 * - `loggedOut`: the account behind it is not logged in;
 * - `failed`: it has trouble of its own, or answered a code that nobody knows.
 */
export type Said =
  | 'accepted'
  | 'wrongCredential'
  | 'wrongApp'
  | 'appClosed'
  | 'wrongAccount'
  | 'clockOff'
  | 'rateLimited'
  | 'loggedOut'
  | 'failed';

/** An answer that is one of this provider's. */
export interface Reading {
  readonly said: Said;
  /** The provider's own code. */
  readonly code: string;
  /** Which keys of the connection it is about. */
  readonly keys: readonly string[];
}

/** How one provider is asked whether it knows us. The question changes nothing, and costs a read at most. */
export interface Probe {
  /** What is asked, for people. */
  readonly asks: string;
  /** Signed for this moment. */
  question(nowMs: number): Question;
  /** Null when no such provider answers like this. */
  read(status: number, json: unknown): Reading | null;
}

/** A group that nobody has: good credentials are told that it is not there. */
export const NO_GROUP = 'rollcall-doctor';

/** The URL of a request below a base URL. */
export const below = (baseUrl: string, path: string): URL => new URL(path, new URL(baseUrl).origin);

/** A code under this key of an answer, as its digits; null where there is none. */
export function codeIn(json: unknown, key: string): string | null {
  const value = (Object(json) as Readonly<Record<string, unknown>>)[key];
  const code = typeof value === 'number' ? String(value) : value;
  return typeof code === 'string' && /^-?\d+$/.test(code) ? code : null;
}

/** The text under this key of an answer; empty where there is none. */
export function textIn(json: unknown, key: string): string {
  const value = (Object(json) as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' ? value : '';
}
