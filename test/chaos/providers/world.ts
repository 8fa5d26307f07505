import type { WorldChange } from '../../../src/sandbox/world/change.ts';
import type { Place } from './messages.ts';

/** What can happen to one account in one group. */
export type Happening = Exclude<WorldChange['type'], 'dissolved' | 'renamed'>;

interface Step {
  readonly atMs: number;
  readonly type: Happening;
}

/** How each step leaves the account: in, invited, or out. */
const AFTER: Readonly<Record<Happening, 'in' | 'invited' | 'out'>> = {
  joined: 'in',
  invited: 'invited',
  left: 'out',
  removed: 'out',
  withdrawn: 'out',
};

/** Everything that really happened in the groups of the providers, as it happened. */
export class World {
  readonly #steps = new Map<string, Step[]>();
  /** By group: how everybody of whom anything happened stands now. */
  readonly #groups = new Map<string, Map<string, 'in' | 'invited' | 'out'>>();

  note(change: WorldChange): void {
    const { type, backend, groupId, accounts, atMs } = change;
    if (type === 'dissolved' || type === 'renamed') return;
    const key = `${backend}:${groupId}`;
    const group = this.#groups.get(key) ?? new Map<string, 'in' | 'invited' | 'out'>();
    this.#groups.set(key, group);
    for (const account of accounts) {
      const member = `${key}:${account}`;
      this.#steps.set(member, [...(this.#steps.get(member) ?? []), { atMs, type }]);
      group.set(account, AFTER[type]);
    }
  }

  /** Those of whom anything happened in a group and who stand so now. */
  who({ backend, group }: Place, stands: 'in' | 'invited' | 'out'): string[] {
    const standing = this.#groups.get(`${backend}:${group}`) ?? new Map<string, string>();
    return [...standing].filter(([, how]) => how === stands).map(([account]) => account);
  }

  /** Whether anything ever happened to the account. Who was in from the start and stayed is not known. */
  knows(place: Place, account: string): boolean {
    return this.#of(place, account).length > 0;
  }

  /** Whether the account was in at any moment from `fromMs` to `toMs`. */
  wasIn(place: Place, account: string, fromMs: number, toMs: number): boolean {
    return this.#was(place, account, fromMs, toMs, true);
  }

  /** Whether the account was out at any moment from `fromMs` to `toMs`. */
  wasOut(place: Place, account: string, fromMs: number, toMs: number): boolean {
    return this.#was(place, account, fromMs, toMs, false);
  }

  /** Whether that happened to the account at any moment from `fromMs` to `toMs`. */
  happened(place: Place, account: string, types: readonly Happening[], fromMs: number, toMs: number): boolean {
    return this.#of(place, account).some(({ atMs, type }) => types.includes(type) && atMs >= fromMs && atMs <= toMs);
  }

  /** All that happened to the account, for people; `timeOf` writes an instant. */
  describe(place: Place, account: string, timeOf: (ms: number) => string): string {
    return this.#of(place, account)
      .map(({ type, atMs }) => `${type} ${timeOf(atMs)}`)
      .join(', ');
  }

  #was(place: Place, account: string, fromMs: number, toMs: number, isIn: boolean): boolean {
    const steps = this.#of(place, account);
    const [first] = steps;
    // Who goes out first was in from the start.
    let standsIn = first !== undefined && (first.type === 'left' || first.type === 'removed');
    for (const { atMs, type } of steps) {
      if (atMs > toMs) break;
      if (atMs >= fromMs && standsIn === isIn) return true;
      standsIn = AFTER[type] === 'in';
    }
    return standsIn === isIn;
  }

  #of({ backend, group }: Place, account: string): readonly Step[] {
    return this.#steps.get(`${backend}:${group}:${account}`) ?? [];
  }
}
