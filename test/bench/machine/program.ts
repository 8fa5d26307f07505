import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from '../../e2e/processes.ts';
import { pinServer } from './cores.ts';
import type { Answer, FromProgram, Numbered, Order } from './messages.ts';

/** How long a program may take to answer, in milliseconds; only one that is broken takes so long. */
const PATIENCE_MS = 60_000;
const FLAGS = ['--expose-gc', '--no-warnings'];

/** One program that is measured, in a process and on a core of its own. It ends when it is disposed of, and when this process ends. */
export class MeasuredProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (figure: number) => void>();
  readonly ended: Promise<unknown>;
  #url = '';
  #newest = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = once(child, 'exit');
    child.on('message', (message: FromProgram) => {
      if ('figure' in message) this.#answered(message);
    });
  }

  /** Starts `test/bench/servers/<name>.ts` and resolves when it serves. */
  static async start(name: string, parameters: readonly string[] = []): Promise<MeasuredProgram> {
    const path = fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url));
    const child = spawn(process.execPath, [...FLAGS, path, ...parameters], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', NODE_COMPILE_CACHE: COMPILE_CACHE },
    });
    const program = new MeasuredProgram(child);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const failed = program.ended.then(() => {
      throw new Error(`${name} ended before it served`);
    });
    const [message] = (await Promise.race([once(child, 'message', { signal }), failed])) as [{ url: string }];
    failed.catch(() => {});
    program.#url = message.url;
    pinServer(program.pid);
    return program;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get url(): string {
    return this.#url;
  }

  /** CPU time that it has used so far, in microseconds, in user and system mode together. */
  cpuMicros(): Promise<number> {
    return this.#ask({ kind: 'cpu' });
  }

  /** Collects its garbage. */
  async collect(): Promise<void> {
    await this.#ask({ kind: 'collect' });
  }

  async publish(events: number): Promise<void> {
    await this.#ask({ kind: 'publish', events });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #ask(message: Order): Promise<number> {
    const id = ++this.#newest;
    const question: Numbered<Order> = { id, message };
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('a measured program does not answer')), PATIENCE_MS);
      this.#waiting.set(id, (figure) => {
        clearTimeout(late);
        resolve(figure);
      });
      this.#child.send(question);
    });
  }

  #answered({ id, figure }: Answer): void {
    this.#waiting.get(id)?.(figure);
    this.#waiting.delete(id);
  }
}
