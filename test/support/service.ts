import { once } from 'node:events';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { setTimeout as realDelay } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { type App, startApp } from '../../src/app.ts';
import { checkConfig } from '../../src/config/load.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { ManualClock } from './manual-clock.ts';
import { OutgoingRequests } from './outgoing.ts';
import { OwnRequests } from './own-requests.ts';
import { seeded } from './seeded.ts';
import { type OpenedStore, openTestStore, testEvents } from './test-store.ts';

/** How often in a row, a millisecond apart, nothing may have moved before the clock is moved on. */
const STILL_LOOKS = 4;

export interface GraphQLAnswer {
  // Tests select what they expect and compare it whole; a type for each document would only repeat it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

export interface ServiceOptions {
  /** Default `:memory:`. */
  readonly dataDir?: string;
  /** Laid over each of the sandbox's connections, by id; null leaves the connection out. */
  readonly connections?: Readonly<Record<string, object | null>>;
  /** Connections beside the sandbox's. */
  readonly moreConnections?: readonly object[];
  /** Other sections of the configuration. */
  readonly config?: object;
  /** Taken over from an earlier service of the same test, so that time and the providers go on. */
  readonly clock?: ManualClock;
  readonly sandbox?: Sandbox;
  /** Default: writes nothing. */
  readonly log?: Logger;
}

/** The whole service and the sandbox in this process, over real sockets, in time that only the test moves. */
export class TestService implements AsyncDisposable {
  readonly app: App;
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly #outgoing = new OutgoingRequests();
  readonly #own = new OwnRequests();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #store: OpenedStore;
  readonly #ownsSandbox: boolean;

  private constructor(app: App, sandbox: Sandbox, clock: ManualClock, store: OpenedStore, ownsSandbox: boolean) {
    this.app = app;
    this.sandbox = sandbox;
    this.clock = clock;
    this.#store = store;
    this.#ownsSandbox = ownsSandbox;
  }

  static async start(options: ServiceOptions = {}): Promise<TestService> {
    const clock = options.clock ?? new ManualClock();
    const sandbox = options.sandbox ?? (await startSandbox({ clock, random: seeded(7) }));
    const over = options.connections ?? {};
    const connections = sandbox.connections
      .filter(({ id }) => over[id] !== null)
      .map((connection) => ({ ...connection, ...over[connection.id] }));
    const loaded = checkConfig(
      {
        server: { port: 0 },
        events: testEvents(),
        ...options.config,
        connections: [...connections, ...(options.moreConnections ?? [])],
      },
      {},
    );
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    const opened = await openTestStore(options.dataDir ?? ':memory:', clock);
    const app = await startApp({
      config: loaded.config,
      store: opened.store,
      clock,
      random: seeded(1),
      log: options.log ?? pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
      examples: [],
    });
    return new TestService(app, sandbox, clock, opened, options.sandbox === undefined);
  }

  get url(): string {
    return this.app.url;
  }

  /** Sends one GraphQL request and resolves with its answer; time stands still unless {@link run} moves it. */
  send(query: string, variables: object = {}, headers: OutgoingHttpHeaders = {}): Promise<GraphQLAnswer> {
    const body = JSON.stringify({ query, variables });
    return this.#own.during(async () => {
      const sent = request(`${this.url}/graphql`, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          ...this.#own.headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      });
      sent.end(body);
      const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      return JSON.parse(Buffer.concat(chunks).toString('utf8')) as GraphQLAnswer;
    });
  }

  /** Sends and moves time until the answer is there. */
  graphql(query: string, variables: object = {}, headers: OutgoingHttpHeaders = {}): Promise<GraphQLAnswer> {
    return this.run(this.send(query, variables, headers));
  }

  /** Moves time from timer to timer, never while something is on its way, until the promise is settled. */
  async run<Value>(promise: Promise<Value>, limitMs = 3_600_000): Promise<Value> {
    let settled = false;
    const done = (): void => void (settled = true);
    promise.then(done, done);
    const untilMs = this.clock.now() + limitMs;
    for (;;) {
      await this.still(() => settled);
      if (settled) return promise;
      const nextMs = this.clock.nextAtMs;
      if (nextMs === undefined) continue;
      if (nextMs > untilMs) throw new Error(`nothing came of it within ${limitMs} ms`);
      this.clock.advanceTo(nextMs);
    }
  }

  /** Moves time by `ms`, letting everything that becomes due run its course. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.now() + ms;
    for (;;) {
      await this.still(() => false);
      const nextMs = this.clock.nextAtMs;
      if (nextMs === undefined || nextMs > untilMs) break;
      this.clock.advanceTo(nextMs);
    }
    this.clock.advanceTo(untilMs);
    await this.still(() => false);
  }

  /** Moves time by `ms` at once, as for a machine that slept: whatever was due meanwhile is late. */
  async leap(ms: number): Promise<void> {
    await this.still(() => false);
    this.clock.advance(ms);
    await this.still(() => false);
  }

  /** Resolves when nothing moves any more without time, or `done` says so. */
  async still(done: () => boolean): Promise<void> {
    let last = '';
    for (let looks = 0; looks < STILL_LOOKS && !done();) {
      await realDelay(1);
      const waiting = this.#outgoing.waitingAt(this.sandbox.url);
      const now = `${this.sandbox.webhooks.onTheWire} ${this.clock.pending} ${this.clock.nextAtMs} ${this.app.lanes.callsInFlight} ${waiting}`;
      const calm =
        now === last &&
        this.sandbox.webhooks.onTheWire === 0 &&
        waiting === this.sandbox.parked &&
        !this.#own.onTheWay &&
        this.#store.busy() === 0;
      looks = calm ? looks + 1 : 0;
      last = now;
    }
  }

  /** Ends the service but leaves the sandbox and the clock for another one. */
  async stop(): Promise<void> {
    await this.run(this.app.close());
    this.#outgoing.stop();
    this.#own.stop();
    this.#agent.destroy();
    await this.#store.drop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#ownsSandbox) await this.sandbox.close();
  }
}
