import { setImmediate as turn } from 'node:timers/promises';
import { queryObjects } from 'node:v8';

/**
 * Loaded into the built service before it begins (`--import`, with `--expose-gc`): answers its parent's questions about what the
 * process holds once all garbage is gone.
 */

/** Takes milliseconds. */
export interface Held {
  /** Of the heap, and of buffers outside of it. */
  readonly bytes: number;
  /** Connections that are open. */
  readonly sockets: number;
}

/** Takes a walk over the whole heap for each. */
export interface Alive {
  /** Subscribers to events. */
  readonly subscribers: number;
  readonly timers: number;
}

export type Question = 'held' | 'alive';
type Class = new (...given: never[]) => unknown;

const Timeout = setTimeout(() => {}, 0).constructor as Class;

async function hold(): Promise<Held> {
  // What is let go in one turn, e.g. by a promise, is garbage in the next.
  for (let turns = 0; turns < 2; turns++) {
    await turn();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
  return { bytes: heapUsed + external, sockets };
}

async function keepAlive(): Promise<Alive> {
  // From the build and not from the source: the class that the service itself uses.
  const { Member } = (await import(new URL('../../dist/graphql/fan-out/member.js', import.meta.url).href)) as {
    Member: Class;
  };
  const [subscribers, timers] = [Member, Timeout].map((kind) => queryObjects(kind, { format: 'count' }));
  return { subscribers: Number(subscribers), timers: Number(timers) };
}

process.on('message', (question: Question) => {
  (question === 'held' ? hold() : keepAlive()).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
// The parent's questions keep no service alive that shall end.
process.channel?.unref();
