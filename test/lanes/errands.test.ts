import { Writable } from 'node:stream';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { createBreaker, FAILURES_TO_OPEN, FIRST_BREAK_MS } from '../../src/datasources/breaker.ts';
import { DataSourceError } from '../../src/datasources/fault.ts';
import { createMemoryDataSource } from '../../src/datasources/memory.ts';
import type { Connection } from '../../src/connections/connection.ts';
import { SECOND } from '../../src/kernel/duration.ts';
import { Waiting } from '../../src/kernel/waiting.ts';
import { isNotTold } from '../../src/lanes/ask.ts';
import { type Errand, Errands, MAX_ERRANDS } from '../../src/lanes/errands.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { ManualClock } from '../support/manual-clock.ts';

const PATIENCE_MS = 10 * SECOND;
/** Turns of the event loop in which a store in memory answers as often as a test asks it. */
const QUIET_TURNS = 60;
const down = (): DataSourceError => new DataSourceError('unavailable', { message: 'it is down' });

let clock: ManualClock;
let waiting: Waiting;
let errands: Errands;
let connection: Connection;
let lines: { msg: string; err?: { message: string } }[];

beforeEach(() => {
  clock = new ManualClock();
  waiting = new Waiting();
  lines = [];
  const log = pino(
    new Writable({
      write: (line: Buffer, _encoding, done) => (lines.push(JSON.parse(line.toString()) as never), done()),
    }),
  );
  errands = new Errands({ clock, random: () => 0, store: openSqliteStore(':memory:', clock).lanes, waiting, log });
  connection = {
    id: 'memory',
    dataSource: createMemoryDataSource({ connectionId: 'memory', groups: new Map() }),
    breaker: createBreaker(clock),
    retry: { attempts: 8, firstDelayMs: 1_000, maxDelayMs: 4_000 },
    inviteExpiresAfterMs: 1,
  };
});

/** Moves time from timer to timer until the promise is settled. */
async function run<Value>(promise: Promise<Value>): Promise<Value> {
  const state = { settled: false };
  const done = (): void => void (state.settled = true);
  promise.then(done, done);
  for (;;) {
    for (let turn = 0; turn < QUIET_TURNS && !state.settled; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    if (state.settled) return promise;
    const nextMs = clock.nextAtMs;
    if (nextMs === undefined) throw new Error('nobody waits for time, and nothing came of it');
    clock.advanceTo(nextMs);
  }
}

/** Asks as an errand of its own; resolves with what was answered or thrown. */
async function ask(answer: () => Promise<unknown>): Promise<unknown> {
  let told: unknown = 'nothing';
  await run(
    errands.go('memory:g', 100 * SECOND, async (errand) => {
      told = await errand.ask(connection, PATIENCE_MS, answer).catch((error: unknown) => error);
    }),
  );
  return told;
}

describe('asking a provider', () => {
  it('is repeated with a backoff until the patience is over, and then tells the last fault', async () => {
    const atMs: number[] = [];
    const beganMs = clock.now();
    const told = await ask(() => {
      atMs.push(clock.now() - beganMs);
      return Promise.reject(down());
    });
    expect(told).toBeInstanceOf(DataSourceError);
    // Half of 1, 2, 4, 4 … seconds: the other half is chance.
    expect(atMs).toEqual([0, 500, 1_500, 3_500, 5_500, 7_500, 9_500]);
  });

  it('ends with the first answer', async () => {
    let asked = 0;
    expect(await ask(() => (++asked < 3 ? Promise.reject(down()) : Promise.resolve('told')))).toBe('told');
    expect(asked).toBe(3);
  });

  it('waits as long as the provider wants', async () => {
    const beganMs = clock.now();
    let asked = 0;
    const busy = new DataSourceError('rate_limited', { message: 'too many', retryAfterMs: 7_000 });
    expect(await ask(() => (++asked === 1 ? Promise.reject(busy) : Promise.resolve('told')))).toBe('told');
    expect(clock.now() - beganMs).toBe(7_000);
  });

  it('gives up at once on a provider that wants more time than there is patience', async () => {
    const beganMs = clock.now();
    const busy = new DataSourceError('rate_limited', { message: 'too many', retryAfterMs: PATIENCE_MS + 1 });
    expect(await ask(() => Promise.reject(busy))).toBe(busy);
    expect(clock.now()).toBe(beganMs);
  });

  it('waits for the breaker, and asks nothing meanwhile', async () => {
    for (let failure = 0; failure < FAILURES_TO_OPEN; failure++)
      await connection.breaker.run(() => Promise.reject(down())).catch(() => {});
    const beganMs = clock.now();
    const atMs: number[] = [];
    expect(await ask(() => Promise.resolve(atMs.push(clock.now() - beganMs)))).toBe(1);
    expect(atMs).toEqual([FIRST_BREAK_MS]);
  });

  it('holds no invites back, however often it fails', async () => {
    for (let failure = 0; failure < 2 * FAILURES_TO_OPEN; failure++) await ask(() => Promise.reject(down()));
    expect(connection.breaker.opensAtMs).toBeNull();
    expect(await connection.breaker.run(() => Promise.resolve('invited'))).toBe('invited');
  });

  it('is not repeated after a mistake of ours', async () => {
    let asked = 0;
    const told = await ask(() => Promise.reject(new TypeError(`mistake ${++asked}`)));
    expect([isNotTold(told), asked]).toEqual([false, 1]);
  });

  it('is permitted out of the budget of reads', async () => {
    const { readsPerSecond } = connection.dataSource.capabilities;
    const atMs: number[] = [];
    const beganMs = clock.now();
    await run(
      errands.go('memory:g', 100 * SECOND, (errand) =>
        errand.ask(connection, PATIENCE_MS, async (desk) => {
          for (let read = 0; read < 2 * readsPerSecond; read++) {
            await desk.readPermit();
            atMs.push(clock.now() - beganMs);
          }
        }),
      ),
    );
    expect(atMs.filter((at) => at < SECOND)).toHaveLength(readsPerSecond);
    expect(atMs).toHaveLength(2 * readsPerSecond);
  });
});

describe('an errand', () => {
  it('throws what goes wrong on it', async () => {
    await expect(run(errands.go('g', SECOND, () => Promise.reject(new TypeError('mistake'))))).rejects.toThrow(
      'mistake',
    );
    expect(lines).toEqual([]);
  });

  it('is not waited for beyond its limit; what went wrong later is written down', async () => {
    const later = Promise.withResolvers<void>();
    const beganMs = clock.now();
    await run(errands.go('g', SECOND, () => later.promise));
    expect(clock.now() - beganMs).toBe(SECOND);
    later.reject(new TypeError('mistake'));
    await errands.stop();
    expect(lines).toMatchObject([{ err: { message: 'mistake' } }]);
  });

  it('asks nothing new beyond its limit, and follows what it had asked', async () => {
    const slow = Promise.withResolvers<string>();
    const told: string[] = [];
    await run(
      errands.go('g', SECOND, async (errand) => {
        told.push(await errand.ask(connection, PATIENCE_MS, () => slow.promise));
        told.push(await errand.ask(connection, PATIENCE_MS, () => Promise.resolve('another')));
      }),
    );
    expect(told).toEqual([]);
    slow.resolve('late');
    await errands.stop();
    expect(told).toEqual(['late']);
    expect(lines).toEqual([]);
  });

  it('goes after the one before it of its group', async () => {
    const first = Promise.withResolvers<void>();
    const order: string[] = [];
    const note =
      (name: string, until: Promise<void> = Promise.resolve()) =>
      async (): Promise<void> => {
        await until;
        order.push(name);
      };
    const all = [
      errands.go('g', SECOND, note('first', first.promise)),
      errands.go('g', SECOND, note('second')),
      errands.go('h', SECOND, note('other')).then(() => first.resolve()),
    ];
    await run(Promise.all(all));
    expect(order).toEqual(['other', 'first', 'second']);
  });

  it('is not begun any more when its time is over before its turn', async () => {
    const first = Promise.withResolvers<void>();
    let begun = false;
    const all = [
      errands.go('g', SECOND, () => first.promise),
      errands.go('g', SECOND, () => Promise.resolve(void (begun = true))),
    ];
    await run(Promise.all(all));
    first.resolve();
    await errands.stop();
    expect(begun).toBe(false);
  });

  it('goes on after one that failed', async () => {
    const failed = errands.go('g', SECOND, () => Promise.reject(new TypeError('mistake'))).catch(() => {});
    let begun = false;
    await run(Promise.all([failed, errands.go('g', SECOND, () => Promise.resolve(void (begun = true)))]));
    expect(begun).toBe(true);
  });

  it('is not taken on beyond the bound', async () => {
    const held = Promise.withResolvers<void>();
    const all = Array.from({ length: MAX_ERRANDS }, (_, n) => errands.go(`g${n}`, SECOND, () => held.promise));
    expect(errands.full).toBe(true);
    let begun = false;
    await errands.go('one-more', SECOND, () => Promise.resolve(void (begun = true)));
    expect(begun).toBe(false);
    held.resolve();
    await run(Promise.all(all));
    expect(errands.full).toBe(false);
  });

  it('is let go when the process ends, and none is taken on afterwards', async () => {
    const answer = errands.go('g', SECOND, async (errand: Errand) => {
      await errand.ask(connection, PATIENCE_MS, () => Promise.reject(down()));
    });
    await new Promise((resolve) => setImmediate(resolve));
    await errands.stop();
    await answer;
    let begun = false;
    await errands.go('g', SECOND, () => Promise.resolve(void (begun = true)));
    expect(begun).toBe(false);
  });

  it('is let go with everybody who waits', async () => {
    const never = Promise.withResolvers<void>();
    const answer = errands.go('g', SECOND, () => never.promise);
    waiting.end();
    await answer;
    expect(clock.pending).toBe(1);
    never.resolve();
    await errands.stop();
    expect(clock.pending).toBe(0);
  });
});
