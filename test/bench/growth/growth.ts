import { join } from 'node:path';
import { type Service, startService } from '../../e2e/processes.ts';
import { pinSelf, pinServer } from '../machine/cores.ts';
import { createDatabase } from '../machine/database.ts';
import { temporaryFolder } from '../machine/folder.ts';
import { residentKiB } from '../machine/memory.ts';
import { DATABASE_SERVER, environmentOf, NO_DATABASE, STORES, type StoreName } from '../machine/service.ts';
import { StubProvider } from '../provider/stub-provider.ts';
import { atMost, type PartResult, type Table, unmeasured, type Verdict } from '../report/result.ts';
import { median, pairedRatios, short, shortSpread, spreadOf } from '../report/statistics.ts';
import { interleave } from '../rounds.ts';
import { fillPostgres, fillSqlite } from './fill.ts';
import { type OperationName, OPERATIONS, timeOperation } from './operations.ts';

/** B6: what grows with the number of memberships, and what does not. */

const SIZES = [10_000, 100_000, 1_000_000];
const SMALL_SIZES = [1_000, 10_000, 100_000];
const QUICK_SIZES = [1_000, 5_000];
const ROUNDS = 4;
const SAMPLES = 40;
const QUICK_SAMPLES = 20;
const AIM_GROWTH = 1.3;
const AIM_START_MS = 1_000;

/** A service with so many memberships in its store. */
interface Filled {
  readonly store: StoreName;
  readonly memberships: number;
  readonly service: Service;
  readonly startMs: number;
  readonly idleMiB: number;
}

interface Measured {
  readonly filled: Filled;
  readonly times: ReadonlyMap<OperationName, readonly number[]>;
  readonly loadedMiB: number;
}

export async function measureGrowth(quick: boolean, small: boolean): Promise<PartResult> {
  using _pinned = pinSelf();
  const sizes = quick ? QUICK_SIZES : small ? SMALL_SIZES : SIZES;
  const measured: Measured[][] = [];
  const missing: Verdict[] = [];
  for (const store of STORES) {
    if (store === 'PostgreSQL' && DATABASE_SERVER === undefined) missing.push(unmeasured('B6', store, NO_DATABASE));
    else measured.push(await measureStore(store, sizes, quick));
  }
  return {
    verdicts: [...measured.flatMap(judge), ...missing],
    tables: [timeTable(measured.flat()), costTable(measured.flat())],
    notes: [
      'Each store is filled by SQL with groups of 1 000 who joined, and their events. Services of all sizes run side by side, and rounds go from the smallest to the largest and back. An operation is one request, one after the other, on groups and members picked at random.',
      'Start is from the start of the process to its first word that it serves; memory is resident memory, also that of the embedded store’s page cache (64 MiB at most).',
    ],
  };
}

async function measureStore(store: StoreName, sizes: readonly number[], quick: boolean): Promise<Measured[]> {
  await using provider = await StubProvider.start(0);
  await using stack = new AsyncDisposableStack();
  const all: Filled[] = [];
  for (const memberships of sizes) all.push(await startFilled(store, memberships, provider, stack));
  const times = new Map<OperationName, Map<Filled, number[]>>();
  for (const operation of OPERATIONS) {
    const measure = ({ service: { url }, memberships }: Filled): Promise<number> =>
      timeOperation(operation, { url, memberships, samples: quick ? QUICK_SAMPLES : SAMPLES });
    // The first round warms up.
    for (const one of all) await measure(one);
    times.set(operation, await interleave(all, quick ? 1 : ROUNDS, measure));
  }
  return all.map((filled) => ({
    filled,
    times: new Map(OPERATIONS.map((operation) => [operation, times.get(operation)?.get(filled) ?? []])),
    loadedMiB: residentKiB(filled.service.program.pid) / 1_024,
  }));
}

async function startFilled(
  store: StoreName,
  memberships: number,
  provider: StubProvider,
  stack: AsyncDisposableStack,
): Promise<Filled> {
  const folder = stack.use(temporaryFolder());
  const environment = environmentOf(folder.path, [provider.connection]);
  if (store === 'PostgreSQL') {
    const { url } = stack.use(await createDatabase(DATABASE_SERVER ?? ''));
    environment['DATABASE_URL'] = url;
    await fillPostgres(url, memberships);
  } else {
    await fillSqlite(join(folder.path, 'data'), memberships);
  }
  const beganMs = performance.now();
  const service = stack.use(await startService(environment));
  const startMs = performance.now() - beganMs;
  pinServer(service.program.pid);
  return { store, memberships, service, startMs, idleMiB: residentKiB(service.program.pid) / 1_024 };
}

function judge(measured: readonly Measured[]): Verdict[] {
  const [smallest, largest] = [measured.at(0), measured.at(-1)];
  if (smallest === undefined || largest === undefined) return [];
  const { store, memberships, startMs } = largest.filled;
  const growth = `${store}, ${short(smallest.filled.memberships)} to ${short(memberships)}`;
  const ratio = (work: string, value: number): Verdict =>
    atMost({ target: 'B6', work: `${growth}: ${work}`, value, aim: AIM_GROWTH, unit: ' ×' });
  return [
    ...OPERATIONS.map((operation) =>
      ratio(operation, median(pairedRatios(largest.times.get(operation) ?? [], smallest.times.get(operation) ?? []))),
    ),
    ratio('memory at rest', largest.filled.idleMiB / smallest.filled.idleMiB),
    ratio('memory after the load', largest.loadedMiB / smallest.loadedMiB),
    atMost({
      target: 'B6',
      work: `${store}, ${short(memberships)}: start`,
      value: startMs,
      aim: AIM_START_MS,
      unit: ' ms',
    }),
  ];
}

const timeTable = (measured: readonly Measured[]): Table => ({
  title: 'One operation, in milliseconds',
  columns: ['store', 'memberships', ...OPERATIONS],
  rows: measured.map(({ filled, times }) => [
    filled.store,
    short(filled.memberships),
    ...OPERATIONS.map((operation) => shortSpread(spreadOf(times.get(operation) ?? []))),
  ]),
});

const costTable = (measured: readonly Measured[]): Table => ({
  title: 'Start and memory',
  columns: ['store', 'memberships', 'start in ms', 'MiB at rest', 'MiB after the load'],
  rows: measured.map(({ filled, loadedMiB }) => [
    filled.store,
    short(filled.memberships),
    short(filled.startMs),
    short(filled.idleMiB),
    short(loadedMiB),
  ]),
});
