import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SandboxConnection } from '../../../src/sandbox/connections.ts';
import type { ControlOrder } from '../../../src/sandbox/control/order.ts';
import type { Doing } from '../../../src/sandbox/people/order.ts';
import type { Message, Place, Request, Standing } from './messages.ts';
import { World } from './world.ts';

/** The simulated providers and the people at them. */
export class Providers implements AsyncDisposable {
  readonly url: string;
  /** For the configuration file. */
  readonly connections: readonly SandboxConnection[];
  /** All that happened in their groups. */
  readonly world: World;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, world: World, { url, connections }: Message & { kind: 'ready' }) {
    this.#process = child;
    this.world = world;
    this.url = url;
    this.connections = connections;
  }

  static async start(seed: number): Promise<Providers> {
    const child = fork(fileURLToPath(new URL('process.ts', import.meta.url)), [String(seed)]);
    const world = new World();
    child.on('message', (message: Message) => {
      if (message.kind === 'change') world.note(message.change);
    });
    const [ready] = (await once(child, 'message')) as [Message];
    if (ready.kind !== 'ready') throw new Error(`the providers told ${ready.kind} before they were ready`);
    return new Providers(child, world, ready);
  }

  /** @throws Error when the orders are not understood */
  async control(orders: readonly ControlOrder[]): Promise<void> {
    const response = await fetch(`${this.url}/control`, { method: 'POST', body: JSON.stringify(orders) });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Lets somebody act; false when he cannot any more: somebody else was quicker. */
  async act(doing: Doing): Promise<boolean> {
    const response = await fetch(`${this.url}/people`, { method: 'POST', body: JSON.stringify(doing) });
    return response.ok;
  }

  /** Null: nowhere from now on, and what is under way is lost. */
  sendWebhooksTo(url: string | null): void {
    this.#ask({ kind: 'webhooksTo', url });
  }

  /** How groups stand now, in the order of `places`. */
  async standings(places: readonly Place[]): Promise<readonly Standing[]> {
    const told = new Promise<readonly Standing[]>((resolve) => {
      const listen = (message: Message): void => {
        if (message.kind !== 'standings') return;
        this.#process.off('message', listen);
        resolve(message.standings);
      };
      this.#process.on('message', listen);
    });
    this.#ask({ kind: 'standings', places });
    return told;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  #ask(request: Request): void {
    this.#process.send(request);
  }
}
