import type { MemberOutcome } from './datasource.ts';

/**
 * Why a call gave no outcome, and what that means for its members:
 *
 * - `rate_limited`: the provider took nothing and wants us to wait, `retryAfterMs` if it said how long.
 * - `unavailable`: the provider took nothing: no connection, or its own word that it failed.
 * - `unknown_outcome`: the request left, and whether it was carried out cannot be told (time-out, 5xx, nonsense).
 * - `expired_credential`: the provider took nothing; the data source has dropped the credential and will make a new one.
 *
 * Everything that the provider says about members, permission and groups is an outcome, not a fault.
 */
export type Fault = 'rate_limited' | 'unavailable' | 'unknown_outcome' | 'expired_credential';

export interface FaultDetail {
  /** For logs and for `MemberFailed.message`; names no secret. */
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  readonly providerCode?: string | undefined;
  /** What a read before the request had told already, by account: the fault is about the others. */
  readonly settled?: ReadonlyMap<string, MemberOutcome> | undefined;
  /** Whom a read before a removal had shown in the group: if they are out afterwards, it took them out. Absent: nothing was read. */
  readonly inside?: ReadonlySet<string> | undefined;
  readonly cause?: unknown;
}

/** The one error that a data source throws on purpose; caught by the lanes, which decide what happens to the members. */
export class DataSourceError extends Error {
  override readonly name = 'DataSourceError';
  readonly fault: Fault;
  readonly retryAfterMs: number | undefined;
  readonly providerCode: string | undefined;
  readonly settled: ReadonlyMap<string, MemberOutcome>;
  readonly inside: ReadonlySet<string> | undefined;

  constructor(fault: Fault, detail: FaultDetail) {
    super(detail.message, { cause: detail.cause });
    this.fault = fault;
    this.retryAfterMs = detail.retryAfterMs;
    this.providerCode = detail.providerCode;
    this.settled = detail.settled ?? new Map();
    this.inside = detail.inside;
  }
}

/** The provider understood a read and told nothing: the group is not there, or we may not see it. */
export class ReadRefused extends Error {
  override readonly name = 'ReadRefused';
  readonly reason: 'groupMissing' | 'notPermitted';
  readonly providerCode: string | undefined;

  constructor(reason: ReadRefused['reason'], message: string, providerCode?: string) {
    super(message);
    this.reason = reason;
    this.providerCode = providerCode;
  }
}

/** Makes the inviting request; a fault of it carries along who was settled before it. */
export const keepingSettled = <Answer>(
  settled: ReadonlyMap<string, MemberOutcome>,
  request: () => Promise<Answer>,
): Promise<Answer> => keeping({ settled: new Map(settled) }, request);

/** Makes the removing request; a fault of it carries along who was in the group before it, null when that was not read. */
export const keepingInside = <Answer>(
  inside: ReadonlySet<string> | null,
  request: () => Promise<Answer>,
): Promise<Answer> => keeping({ inside: inside ?? undefined }, request);

async function keeping<Answer>(
  read: Pick<FaultDetail, 'settled' | 'inside'>,
  request: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof DataSourceError)) throw error;
    const { fault, message, retryAfterMs, providerCode, cause } = error;
    throw new DataSourceError(fault, { message, retryAfterMs, providerCode, cause, ...read });
  }
}
