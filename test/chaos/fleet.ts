import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Service, startService } from '../e2e/processes.ts';
import type { Chance } from './random.ts';

/** Beyond this an ordered end is not one: the drain's own deadline, and the process's. */
const END_LIMIT_MS = 16_000;

/** One process of the service that is ended and started again. */
export class Instance {
  readonly name: string;
  readonly #environment: Record<string, string>;
  readonly #folder: string;
  readonly #fleet: Fleet;
  #service: Service | null = null;
  /** Stays when the process is gone: then connections are refused there, as they are in life. */
  url = '';

  constructor(name: string, environment: Record<string, string>, folder: string, fleet: Fleet) {
    this.name = name;
    this.#environment = environment;
    this.#folder = folder;
    this.#fleet = fleet;
  }

  async start(): Promise<void> {
    const service = await startService(this.#environment);
    this.#service = service;
    this.url = service.url;
    this.#fleet.starts++;
    void service.program.ended.then(({ code, signal }) => {
      appendFileSync(join(this.#folder, `${this.name}.log`), service.program.stderr);
      if (this.#service === service) this.#fleet.wrongEnds.push(`${this.name} ended by itself: ${code ?? signal}`);
    });
  }

  async kill(): Promise<void> {
    const service = this.#service;
    this.#service = null;
    await service?.program.end('SIGKILL');
  }

  /** Ends it in order. */
  async terminate(): Promise<void> {
    const service = this.#service;
    this.#service = null;
    const beganMs = performance.now();
    const ended = await service?.program.end('SIGTERM');
    const ms = performance.now() - beganMs;
    if (ended !== undefined && (ended.code !== 0 || ms > END_LIMIT_MS)) {
      this.#fleet.wrongEnds.push(`${this.name} ended with ${ended.code ?? ended.signal} after ${Math.round(ms)} ms`);
    }
  }

  pause(): void {
    this.#service?.program.signal('SIGSTOP');
  }

  resume(): void {
    this.#service?.program.signal('SIGCONT');
  }

  /** Starts it when it has ended by itself. */
  async ensureRunning(): Promise<void> {
    if (this.#service === null || this.#service.program.isOver) await this.start();
  }
}

/** All processes of the service. */
export class Fleet implements AsyncDisposable {
  readonly instances: readonly Instance[];
  starts = 0;
  /** Ends that nobody ordered, or that did not go as ordered. */
  readonly wrongEnds: string[] = [];

  constructor(count: number, environment: Record<string, string>, folder: string) {
    this.instances = Array.from(
      { length: count },
      (_, index) => new Instance(`instance-${index + 1}`, environment, folder, this),
    );
  }

  async start(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.start()));
  }

  /** Where a client turns that knows nothing of the others; also one that is dead. */
  anyUrl(chance: Chance): string {
    return chance.pick(this.instances).url;
  }

  /** An address that answers while no faults happen. */
  get url(): string {
    return this.instances[0]?.url ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.kill()));
  }
}
