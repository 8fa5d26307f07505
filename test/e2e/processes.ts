import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The programs start often here, and are the same every time. */
export const COMPILE_CACHE = join(tmpdir(), 'rollcall-compile-cache');
const ROOT = new URL('../../', import.meta.url);
/** Where programs are looked for. */
const PROGRAMS = process.env['PATH'] ?? '';
/** How long a process may take to do what it is expected to do, in milliseconds; only a failing test waits so long. */
const PATIENCE_MS = 15_000;

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** One program in a process of its own, with nothing of this process's environment but its path. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  #isOver = false;

  private constructor(command: string, parameters: readonly string[], options: SpawnOptions) {
    this.#child = spawn(command, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.once('error', (error) => (this.stderr += `${error.message}\n`));
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#isOver = true;
        resolve({ code, signal });
      });
    });
  }

  /** Starts one of the built service's programs and lets it go on by itself. */
  static launch(script: 'main.js' | 'sandbox/main.js', environment: Record<string, string> = {}): Program {
    const path = fileURLToPath(new URL(`dist/${script}`, ROOT));
    if (!existsSync(path)) throw new Error(`${path} is not there: npm run build`);
    const env = { PATH: PROGRAMS, NODE_COMPILE_CACHE: COMPILE_CACHE, PORT: '0', ...environment };
    return new Program(process.execPath, [path], { cwd: fileURLToPath(ROOT), env });
  }

  /** The same for a program of the machine. */
  static run(
    command: string,
    parameters: readonly string[],
    { env, ...options }: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid' | 'env'> = {},
  ) {
    return new Program(command, parameters, { ...options, env: { PATH: PROGRAMS, ...env } });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`it never ran: ${this.stderr}`);
    return this.#child.pid;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
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

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to end, and resolves when it has. */
  end(signal: NodeJS.Signals): Promise<Ended> {
    this.signal(signal);
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

/** The simulated providers in a process of their own. */
export interface SandboxProcess extends AsyncDisposable {
  readonly url: string;
  /** What it prints for a configuration. */
  readonly connections: readonly ({ readonly id: string } & Record<string, unknown>)[];
}

export async function startSandboxProcess(): Promise<SandboxProcess> {
  const program = Program.launch('sandbox/main.js');
  const [printed] = await program.prints(/^connections:\n[^]*operator: \S+\n$/m);
  const [, url] = await program.prints(/listens on (http:\/\/\S+?);/);
  const { connections } = parse(printed) as Pick<SandboxProcess, 'connections'>;
  return { url: String(url), connections, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

export interface Answer {
  // Tests select what they expect; a type for each document would only repeat it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly errors?: { message: string; extensions: Record<string, unknown> }[];
}

export async function graphql(
  url: string,
  query: string,
  variables: object = {},
  signal: AbortSignal | null = null,
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** Looks again and again until `look` finds something. */
export async function eventually<Found>(
  what: string,
  look: () => Promise<Found | null | false>,
  patienceMs = PATIENCE_MS,
): Promise<Found> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    if (performance.now() > deadlineMs) throw new Error(`it never came true that ${what}`);
    await realDelay(20);
  }
}
