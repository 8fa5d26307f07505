import { setTimeout as realDelay } from 'node:timers/promises';

const LOOK_EVERY_MS = 1_500;

export interface ReceivedCall {
  readonly sequence: number;
  readonly atMs: number;
  readonly connection: string;
  readonly kind: string;
  readonly group: string | null;
  readonly accounts: readonly string[];
  readonly verdict: string;
}

interface JournalPage {
  readonly entries: readonly ReceivedCall[];
  readonly violations: Readonly<Record<string, { readonly invites: number; readonly reads: number }>>;
}

/** All that the simulated providers received. */
export class Receiver {
  readonly calls: ReceivedCall[] = [];
  violations: JournalPage['violations'] = {};
  /** Calls that the journal had dropped before they were read. */
  missed = 0;
  readonly #url: string;
  readonly #ending = new AbortController();
  #sequence = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Reads along until {@link end}: the journal keeps only the newest calls. */
  async readAlong(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#read();
      await realDelay(LOOK_EVERY_MS, undefined, { signal: this.#ending.signal }).catch(() => {});
    }
    await this.#read();
  }

  end(): void {
    this.#ending.abort();
  }

  async #read(): Promise<void> {
    const response = await fetch(`${this.#url}/journal?after=${this.#sequence}`);
    const { entries, violations } = (await response.json()) as JournalPage;
    this.violations = violations;
    const first = entries[0];
    if (first === undefined) return;
    this.missed += first.sequence - this.#sequence - 1;
    this.#sequence = entries.at(-1)?.sequence ?? this.#sequence;
    this.calls.push(...entries);
  }
}
