import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The programs start often here, and are the same every time. */
const COMPILE_CACHE = join(tmpdir(), 'rollcall-compile-cache');
const ROOT = new URL('../../', import.meta.url);
/** How long a process may take to do what it is expected to do, in milliseconds; only a failing test waits so long. */
const PATIENCE_MS = 15_000;

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** One program of the built service in a process of its own, with nothing of this process's environment but its path. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  #isOver = false;

  private constructor(script: string, environment: Record<string, string>) {
    const path = fileURLToPath(new URL(`dist/${script}`, ROOT));
    if (!existsSync(path)) throw new Error(`${path} is not there: npm run build`);
    this.#child = spawn(process.execPath, [path], {
      cwd: fileURLToPath(ROOT),
      env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#isOver = true;
        resolve({ code, signal });
      });
    });
  }

  /** Starts it and lets it go on by itself. */
  static launch(script: 'main.js' | 'sandbox/main.js', environment: Record<string, string> = {}): Program {
    return new Program(script, environment);
  }

  /** Resolves when its output matches; fails when it ends before. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match !== null) return match;
      if (this.#isOver || performance.now() > deadlineMs) {
        throw new Error(`it never printed ${String(pattern)}, but:\n${this.stdout}${this.stderr}`);
      }
      await realDelay(2);
    }
  }

  /** Asks it to end, and resolves when it has. */
  end(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}

/** A running service. */
export interface Service extends AsyncDisposable {
  readonly program: Program;
  readonly url: string;
}

/** Starts the service and resolves when it serves. */
export async function startService(environment: Record<string, string>): Promise<Service> {
  const program = Program.launch('main.js', environment);
  const [, url] = await program.prints(/^Rollcall serves (http:\/\/\S+)\/graphql/m);
  return { program, url: String(url), [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

export interface Answer {
  // Tests select what they expect; a type for each document would only repeat it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly errors?: { message: string; extensions: Record<string, unknown> }[];
}

export async function graphql(url: string, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** Looks again and again until `look` finds something. */
export async function eventually<Found>(what: string, look: () => Promise<Found | null | false>): Promise<Found> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    if (performance.now() > deadlineMs) throw new Error(`it never came true that ${what}`);
    await realDelay(20);
  }
}
