import type { Clock } from '../kernel/clock.ts';

/** What a token may allow, in its claim `scope`. None includes another. */
export const SCOPES = ['membership:read', 'membership:invite', 'membership:remove', 'membership:admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, and what they may do. */
export interface Viewer {
  /** Tells callers apart, e.g. for idempotency keys; empty where no credential is asked for. */
  readonly id: string;
  readonly scopes: ReadonlySet<string>;
  /** When the credential ends; null: never. */
  readonly expiresAtMs: number | null;
  /** Why this is nobody whom we know, in words for the caller; null for everybody else. */
  readonly refusal: string | null;
}

/** Where no credential is asked for, everybody is the same caller and may do everything. */
export const ANYBODY: Viewer = { id: '', scopes: new Set(SCOPES), expiresAtMs: null, refusal: null };

/** A caller without a credential, or with one that does not hold. */
export const nobody = (refusal: string): Viewer => ({ id: '', scopes: new Set(), expiresAtMs: null, refusal });

/** Whether the viewer's credential, which was good once, has ended. */
export const hasExpired = ({ expiresAtMs }: Viewer, clock: Clock): boolean =>
  expiresAtMs !== null && clock.now() >= expiresAtMs;
