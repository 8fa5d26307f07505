import type { SandboxConnectionId } from './connections.ts';
import type { CallKind } from './front.ts';

/** The newest requests that the journal still shows; counts go on beyond it. */
export const MAX_JOURNAL_ENTRIES = 10_000;
/** What the shown entries may hold together, in characters of their bodies; the oldest go first. */
export const MAX_JOURNAL_CHARACTERS = 16 * 1024 * 1024;
/** Accounts that one entry shows; more than any provider takes in one call. */
export const MAX_JOURNAL_ACCOUNTS = 1_000;

/**
 * What became of a request. `answered`: by the provider, be it with a refusal; `denied`: bad
 * credentials, or no such path; `overQuota`: too
 * frequent; `faulted`: spoilt on order, nothing was carried out; `lost`: carried out on order without an answer.
 */
export type Verdict = 'answered' | 'denied' | 'overQuota' | 'faulted' | 'lost';

/** One request. Its headers and query are left out, for they hold the credentials. */
export interface JournalEntry {
  /** Counts up by one from 1. */
  readonly sequence: number;
  readonly atMs: number;
  readonly connection: SandboxConnectionId;
  readonly action: string;
  readonly kind: CallKind;
  readonly group: string | null;
  /** Whom it names; the first {@link MAX_JOURNAL_ACCOUNTS}. */
  readonly accounts: readonly string[];
  readonly method: string;
  /** Below the connection's base URL. */
  readonly path: string;
  readonly body: string;
  readonly verdict: Verdict;
  /** Of the HTTP answer; null when there is none. */
  readonly status: number | null;
}

/** Calls that came although their budget was spent. */
export interface Violations {
  readonly invites: number;
  readonly reads: number;
}

/** What the sandbox has received since it started or was reset. Counts cover everything, `entries` only the newest. */
export interface Journal {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** How many requests, by connection and action; unknown paths count under `unknown`. */
  readonly counts: Readonly<Partial<Record<SandboxConnectionId, Readonly<Record<string, number>>>>>;
  /** By connection; a connection without any is absent. */
  readonly violations: Readonly<Partial<Record<SandboxConnectionId, Violations>>>;
  /** Requests of one connection, of one action or of all. */
  count(connection: SandboxConnectionId, action?: string): number;
  /** Violations of one connection, or of all. */
  violationCount(connection?: SandboxConnectionId): number;
}

export class RunningJournal implements Journal {
  #entries: JournalEntry[] = [];
  /** Entries before this index are forgotten; they are cut off in strides, for cutting one costs as much as cutting many. */
  #first = 0;
  #characters = 0;
  #sequence = 0;
  #counts: Partial<Record<SandboxConnectionId, Record<string, number>>> = {};
  #violations: Partial<Record<SandboxConnectionId, { invites: number; reads: number }>> = {};

  get entries(): readonly JournalEntry[] {
    return this.#entries.slice(this.#first);
  }

  get counts(): Journal['counts'] {
    return this.#counts;
  }

  get violations(): Journal['violations'] {
    return this.#violations;
  }

  count(connection: SandboxConnectionId, action?: string): number {
    const counts = this.#counts[connection] ?? {};
    if (action !== undefined) return counts[action] ?? 0;
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  violationCount(connection?: SandboxConnectionId): number {
    const chosen = connection === undefined ? Object.values(this.#violations) : [this.#violations[connection]];
    return chosen.reduce((sum, of) => sum + (of === undefined ? 0 : of.invites + of.reads), 0);
  }

  record(entry: Omit<JournalEntry, 'sequence'>): void {
    const counts = (this.#counts[entry.connection] ??= {});
    counts[entry.action] = (counts[entry.action] ?? 0) + 1;
    const accounts = entry.accounts.slice(0, MAX_JOURNAL_ACCOUNTS);
    this.#entries.push({ sequence: ++this.#sequence, ...entry, accounts });
    this.#characters += entry.body.length;
    while (this.#entries.length - this.#first > MAX_JOURNAL_ENTRIES || this.#characters > MAX_JOURNAL_CHARACTERS) {
      this.#characters -= this.#entries[this.#first]?.body.length ?? 0;
      this.#first++;
    }
    if (this.#first < MAX_JOURNAL_ENTRIES / 4) return;
    this.#entries.splice(0, this.#first);
    this.#first = 0;
  }

  recordViolation(connection: SandboxConnectionId, budget: keyof Violations): void {
    const violations = (this.#violations[connection] ??= { invites: 0, reads: 0 });
    violations[budget]++;
  }

  clear(): void {
    this.#entries = [];
    this.#first = 0;
    this.#characters = 0;
    this.#sequence = 0;
    this.#counts = {};
    this.#violations = {};
  }
}
