import type { GrantedCall } from '../store/records.ts';
import type { InviteVerdict } from '../store/store.ts';

/** What became of one call, for whoever watches; instants in milliseconds since 1970. */
export interface CallRecord {
  readonly call: GrantedCall;
  readonly grantedAtMs: number;
  /** When the inviting request left; null: it never did. */
  readonly departedAtMs: number | null;
  /** When it was known what came of it. */
  readonly answeredAtMs: number;
  /** When that was stored. */
  readonly settledAtMs: number;
  readonly verdicts: ReadonlyMap<number, InviteVerdict>;
  /** Why there was no answer; null when there was one. */
  readonly error: unknown;
}

/** Told of each call once it is settled. Must not throw; nobody waits for what it begins. */
export type CallObserver = (record: CallRecord) => void;
