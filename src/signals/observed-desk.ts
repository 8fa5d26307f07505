import type { CallDesk, ReadDesk } from '../datasources/datasource.ts';
import { DataSourceError } from '../datasources/fault.ts';
import { type CallKind, type CallResult, type CallResults, type FailureDetail, resultOf } from './call-results.ts';

/** What is done at a desk that is watched. */
export interface ObservedErrand {
  /** Of the requests that wait for a read's permit. */
  readonly kind: CallKind;
  readonly groupId: string;
  readonly results: CallResults;
}

/**
 * The desk of one errand or call, which sees each of its requests leave. A request is over when the next one asks for its permit, or
 * when the whole is: data sources work with an answer before they ask for anything else.
 */
export class ObservedReadDesk implements ReadDesk {
  readonly #desk: ReadDesk;
  readonly #kind: CallKind;
  readonly #groupId: string;
  readonly #results: CallResults;
  /** The request that is under way. */
  #open: { readonly kind: CallKind; readonly departedAt: number } | null = null;
  /** What has been given a permit, and has not left. */
  #permitted: CallKind | null = null;

  constructor(desk: ReadDesk, { kind, groupId, results }: ObservedErrand) {
    this.#desk = desk;
    this.#kind = kind;
    this.#groupId = groupId;
    this.#results = results;
  }

  get signal(): AbortSignal {
    return this.#desk.signal;
  }

  readPermit(): Promise<void> {
    this.permit(this.#kind);
    return this.#desk.readPermit();
  }

  readDeparted(): void {
    this.depart(this.#kind);
    this.#desk.readDeparted();
  }

  /** All is over, with an answer. */
  end(result: CallResult = 'ok'): void {
    this.#finish(result);
  }

  /** All is over, without one. What could not even leave is counted, too: that is how a provider that is out of reach shows. */
  fail(error: unknown): void {
    const result = resultOf(error);
    const [open, permitted] = [this.#open, this.#permitted];
    const detail = {
      group: this.#groupId,
      reason: result === null ? undefined : (error as Error).message,
      code: error instanceof DataSourceError ? error.providerCode : undefined,
    };
    this.#finish(result ?? 'unknown_outcome', detail);
    if (open === null && permitted !== null && result !== null) this.#results.ended(permitted, result, null, detail);
  }

  protected permit(kind: CallKind): void {
    this.#close('ok');
    this.#permitted = kind;
  }

  protected depart(kind: CallKind): void {
    this.#close('ok');
    this.#permitted = null;
    this.#open = { kind, departedAt: performance.now() };
  }

  #finish(result: CallResult, detail?: FailureDetail): void {
    this.#close(result, detail);
    this.#permitted = null;
  }

  #close(result: CallResult, detail?: FailureDetail): void {
    if (this.#open === null) return;
    const { kind, departedAt } = this.#open;
    this.#open = null;
    this.#results.ended(kind, result, performance.now() - departedAt, detail);
  }
}

/** The same for an inviting call: its reads count as reads. */
export class ObservedCallDesk extends ObservedReadDesk implements CallDesk {
  readonly #desk: CallDesk;
  readonly #results: CallResults;

  constructor(desk: CallDesk, groupId: string, results: CallResults) {
    super(desk, { kind: 'read', groupId, results });
    this.#desk = desk;
    this.#results = results;
  }

  departurePermit(): Promise<void> {
    this.permit('invite');
    return this.#desk.departurePermit();
  }

  departed(): void {
    this.depart('invite');
    this.#results.spent();
    this.#desk.departed();
  }
}
