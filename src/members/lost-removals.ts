import type { RemovalOutcome } from '../datasources/datasource.ts';
import { DataSourceError } from '../datasources/fault.ts';
import { REMOVED } from '../datasources/removal.ts';
import type { KnownStates } from './removal-record.ts';

/**
 * What the attempts of one removal did whose answers were lost. Whoever was in before one of them and is not in afterwards was taken
 * out by it: the attempt that is answered only finds him gone.
 */
export class LostRemovals {
  readonly #before: KnownStates;
  readonly #inside = new Set<string>();

  /** @param before how they stood before the first attempt */
  constructor(before: KnownStates) {
    this.#before = before;
  }

  /** An attempt failed. */
  note(error: unknown): void {
    if (!(error instanceof DataSourceError) || error.fault !== 'unknown_outcome') return;
    const inside = error.inside ?? [...this.#before.keys()].filter((account) => this.#before.get(account) === 'JOINED');
    for (const account of inside) this.#inside.add(account);
  }

  /** What the attempt that was answered told, as an outcome of all of them. */
  outcomeOf(account: string, told: RemovalOutcome): RemovalOutcome {
    const gone = told.type === 'notInGroup' || told.type === 'taken';
    return gone && this.#inside.has(account) ? REMOVED : told;
  }
}
