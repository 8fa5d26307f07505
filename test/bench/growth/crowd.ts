import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as realDelay } from 'node:timers/promises';
import { raiseFileLimit } from '../machine/cores.ts';
import type { Size } from './sizes.ts';

const PROGRAM = fileURLToPath(new URL('listeners.ts', import.meta.url));
/** Subscribers of one client process: half of what it may have open, as others run on this machine too. */
const MAX_LISTENERS = 10_000;
/** How long it may take until all listen, in milliseconds. */
const PATIENCE_MS = 120_000;
/** The service takes the last subscriptions meanwhile, in milliseconds: no protocol says when it has. */
const SETTLING_MS = 500;

/** The subscribers of one service, in processes of their own; they leave when this is disposed of. */
export class Crowd implements AsyncDisposable {
  readonly #children: ChildProcess[] = [];

  static async listen(url: string, { subscribers, groups }: Size): Promise<Crowd> {
    const crowd = new Crowd();
    const stride = Math.max(1, Math.floor(groups / subscribers));
    for (let first = 0; first < subscribers; first += MAX_LISTENERS) {
      await crowd.#join(url, first, Math.min(MAX_LISTENERS, subscribers - first), stride);
    }
    await realDelay(SETTLING_MS);
    return crowd;
  }

  async #join(url: string, first: number, count: number, stride: number): Promise<void> {
    const parameters = [PROGRAM, url, first, count, stride].map(String);
    const child = spawn(process.execPath, ['--no-warnings', ...parameters], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#children.push(child);
    if (child.pid !== undefined) raiseFileLimit(child.pid);
    const ended = once(child, 'exit').then(() => {
      throw new Error('subscribers went away');
    });
    ended.catch(() => {});
    await Promise.race([once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) }), ended]);
  }

  /** @throws Error when the service has ended a subscription */
  expectAllThere(): void {
    if (this.#children.some(({ exitCode }) => exitCode !== null)) throw new Error('subscribers went away');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }
}
