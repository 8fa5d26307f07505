import { Program } from '../../e2e/processes.ts';
import type { WireKind } from '../options.ts';
import { findFreePort, untilListening } from './free-port.ts';

const START_LIMIT_MS = 10_000;

/** A server of the wire that this run alone uses, so that it may be killed. */
export class WireServer implements AsyncDisposable {
  readonly url: string;
  readonly #launch: () => Program;
  readonly #port: number;
  #program: Program;

  private constructor(url: string, port: number, launch: () => Program) {
    this.url = url;
    this.#port = port;
    this.#launch = launch;
    this.#program = launch();
  }

  /** Null for the wire that needs no server. */
  static async start(kind: WireKind): Promise<WireServer | null> {
    if (kind === 'notify') return null;
    const port = await findFreePort();
    const [command, parameters] =
      kind === 'nats'
        ? ['nats-server', ['-a', '127.0.0.1', '-p', String(port)]]
        : ['redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--save', '']];
    const server = new WireServer(`${kind}://127.0.0.1:${port}`, port, () => Program.run(command, parameters));
    await server.#serving();
    return server;
  }

  async kill(): Promise<void> {
    await this.#program.end('SIGKILL');
  }

  async startAgain(): Promise<void> {
    this.#program = this.#launch();
    await this.#serving();
  }

  async #serving(): Promise<void> {
    const ended = this.#program.ended.then(() => {
      throw new Error(`the wire's server does not run: ${this.#program.stderr}${this.#program.stdout}`);
    });
    await Promise.race([untilListening(this.#port, START_LIMIT_MS), ended]);
    ended.catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
