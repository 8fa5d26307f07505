import { setTimeout as realDelay } from 'node:timers/promises';
import { type SandboxProcess, startSandboxProcess } from '../e2e/processes.ts';
import { USES } from './load/places.ts';

/** Every answer of the simulated providers takes so long, so that calls are under way at any moment. */
const LATENCY_MS = 60;
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

/** The simulated providers, in a process that nothing disturbs, and all that they received. */
export class Receiver implements AsyncDisposable {
  readonly calls: ReceivedCall[] = [];
  violations: JournalPage['violations'] = {};
  /** Calls that the journal had dropped before they were read. */
  missed = 0;
  readonly #sandbox: SandboxProcess;
  readonly #ending = new AbortController();
  #sequence = 0;

  private constructor(sandbox: SandboxProcess) {
    this.#sandbox = sandbox;
  }

  static async start(): Promise<Receiver> {
    const sandbox = await startSandboxProcess();
    const orders = USES.map(({ connection }) => ({ connection, latencyMs: LATENCY_MS }));
    await fetch(`${sandbox.url}/control`, { method: 'POST', body: JSON.stringify(orders) });
    return new Receiver(sandbox);
  }

  /** For the configuration file. */
  get connections(): SandboxProcess['connections'] {
    return this.#sandbox.connections;
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
    const response = await fetch(`${this.#sandbox.url}/journal?after=${this.#sequence}`);
    const { entries, violations } = (await response.json()) as JournalPage;
    this.violations = violations;
    const first = entries[0];
    if (first === undefined) return;
    this.missed += first.sequence - this.#sequence - 1;
    this.#sequence = entries.at(-1)?.sequence ?? this.#sequence;
    this.calls.push(...entries);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox[Symbol.asyncDispose]();
  }
}
