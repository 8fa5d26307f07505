/**
 * One connection to what carries hints, from its beginning to its end: it is never repaired but replaced, so that what it
 * listens to is said anew in full. Topics are short keys here (`topic-key.ts`).
 */
export interface WireConnection {
  /** Resolves with the reason once it is of no use any more, also after {@link close}; never rejects. */
  readonly ended: Promise<Error>;
  /** Resolves when the server has taken note. */
  listen(keys: readonly string[]): Promise<void>;
  unlisten(key: string): void;
  /** Resolves when the server has the hints. */
  send(keys: readonly string[]): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects once, in {@link CONNECT_WITHIN_MS} at most, or rejects. `hear` is called with each key that another instance has
 * sent and that is listened to; own ones do not come back.
 */
export type Connect = (hear: (key: string) => void) => Promise<WireConnection>;

/** How long a connection may take to come about, in milliseconds. */
export const CONNECT_WITHIN_MS = 5_000;
/** After so long without traffic the other end is asked whether it lives, in milliseconds. */
export const PROBE_AFTER_MS = 10_000;
