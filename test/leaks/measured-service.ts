import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Alive, Held, Question } from './probe.ts';

const ROOT = new URL('../../', import.meta.url);
/** How long the service may take to start or to answer, in milliseconds; only a failing test waits so long. */
const PATIENCE_MS = 60_000;
const patience = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(PATIENCE_MS) });

/** The built service in a process of its own that can be asked what it holds. */
export class MeasuredService implements AsyncDisposable {
  readonly #child: ChildProcess;
  #url = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param callbackOrigin where it may post to */
  static async start(callbackOrigin: string): Promise<MeasuredService> {
    const probe = new URL('probe.ts', import.meta.url).href;
    const main = fileURLToPath(new URL('dist/main.js', ROOT));
    const child = spawn(
      process.execPath,
      ['--expose-gc', '--disable-warning=ExperimentalWarning', '--import', probe, main],
      {
        cwd: fileURLToPath(ROOT),
        env: {
          PATH: process.env['PATH'],
          NODE_COMPILE_CACHE: join(tmpdir(), 'rollcall-compile-cache'),
          PORT: '0',
          CALLBACK_ORIGIN: callbackOrigin,
          ROLLCALL_CONFIG: fileURLToPath(new URL('quiet.yaml', import.meta.url)),
          ROLLCALL_DATA_DIR: ':memory:',
          LOG_LEVEL: 'error',
        },
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      },
    );
    const service = new MeasuredService(child);
    try {
      service.#url = await readUrl(child);
      return service;
    } catch (error) {
      await service[Symbol.asyncDispose]();
      throw new Error('the built service did not start: npm run build', { cause: error });
    }
  }

  get url(): string {
    return this.#url;
  }

  held(): Promise<Held> {
    return this.#ask<Held>('held');
  }

  alive(): Promise<Alive> {
    return this.#ask<Alive>('alive');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  async #ask<Answer extends object>(question: Question): Promise<Answer> {
    const answer = once(this.#child, 'message', patience());
    this.#child.send(question);
    const [found] = (await answer) as [Answer | { error: string }];
    if ('error' in found) throw new Error(found.error);
    return found;
  }
}

async function readUrl(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new TypeError('its output cannot be read');
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  const waiting = { signal: AbortSignal.any([patience().signal, ended.signal]) };
  for (let printed = ''; ;) {
    const [chunk] = (await once(stdout, 'data', waiting)) as [Buffer];
    printed += chunk.toString('utf8');
    const [, url] = /serves (http:\/\/\S+)\/graphql/.exec(printed) ?? [];
    if (url === undefined) continue;
    stdout.resume();
    return url;
  }
}
