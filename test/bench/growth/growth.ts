import { pinSelf } from '../machine/cores.ts';
import { DATABASE_SERVER, NO_DATABASE, STORES, type StoreName } from '../machine/service.ts';
import { StubProvider } from '../provider/stub-provider.ts';
import { atMost, type PartResult, type Table, unmeasured, type Verdict } from '../report/result.ts';
import { median, pairedRatios, short, shortSpread, spreadOf } from '../report/statistics.ts';
import { interleave } from '../rounds.ts';
import { type Filled, residentMiB, startFilled } from './filled.ts';
import { type OperationName, OPERATIONS, timeOperation } from './operations.ts';
import { GROUP_SIZE, QUICK_SIZES, type Size, SIZES, SMALL_SIZES } from './sizes.ts';

/** B6: what grows with the number of memberships, groups, waiting lanes and subscribers, and what does not. */

/** Starts of the largest service, which is judged by them. */
const STARTS = 3;
const ROUNDS = 4;
const SAMPLES = 40;
const QUICK_SAMPLES = 20;
const AIM_GROWTH = 1.3;
const AIM_START_MS = 1_000;

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
    tables: [sizeTable(measured[0] ?? []), timeTable(measured.flat()), costTable(measured.flat())],
    notes: [
      `Each store is filled by SQL with groups of ${GROUP_SIZE} who joined, and their events; whoever waits is stored by the service's own code, at a connection whose quota is spent. Services of all sizes run side by side, and rounds go from the smallest to the largest and back. An operation is one request, one after the other, on groups and members picked at random; one group in five has a subscriber.`,
      'Start is from the start of the process to its first word that it serves, with the lanes waiting and compiled code kept from an earlier start (of the largest: the median of three). Memory is resident memory, also that of the embedded store’s page cache (16 MiB at most); what is judged after the load is without what came with the subscribers.',
      'A process may not have more files open than the machine allows, which limits the subscribers of the largest service; they come from several processes.',
    ],
  };
}

async function measureStore(store: StoreName, sizes: readonly Size[], quick: boolean): Promise<Measured[]> {
  await using provider = await StubProvider.start(0);
  await using stack = new AsyncDisposableStack();
  const all: Filled[] = [];
  for (const size of sizes) {
    all.push(await startFilled(store, size, { provider, stack, times: size === sizes.at(-1) ? STARTS : 1 }));
  }
  const times = new Map<OperationName, Map<Filled, number[]>>();
  for (const operation of OPERATIONS) {
    const measure = ({ service: { url }, size: { memberships } }: Filled): Promise<number> =>
      timeOperation(operation, { url, memberships, samples: quick ? QUICK_SAMPLES : SAMPLES });
    // The first round warms up.
    for (const one of all) await measure(one);
    times.set(operation, await interleave(all, quick ? 1 : ROUNDS, measure));
  }
  for (const { crowd } of all) crowd.expectAllThere();
  return all.map((filled) => ({
    filled,
    times: new Map(OPERATIONS.map((operation) => [operation, times.get(operation)?.get(filled) ?? []])),
    loadedMiB: residentMiB(filled.service),
  }));
}

const startMs = ({ starts }: Filled): number => median(starts.map(({ wallMs }) => wallMs));

/** Memory after the load, without what came with the subscribers. */
const loadedAlone = ({ filled: { idleMiB, listenedMiB }, loadedMiB }: Measured): number =>
  loadedMiB - (listenedMiB - idleMiB);

function judge(measured: readonly Measured[]): Verdict[] {
  const [smallest, largest] = [measured.at(0), measured.at(-1)];
  if (smallest === undefined || largest === undefined) return [];
  const { store, size } = largest.filled;
  const growth = `${store}, ${short(smallest.filled.size.memberships)} to ${short(size.memberships)}`;
  const ratio = (topic: string, work: string, value: number): Verdict =>
    atMost({ target: 'B6', topic, work: `${growth}: ${work}`, value, aim: AIM_GROWTH, unit: ' ×' });
  return [
    ...OPERATIONS.map((operation) =>
      ratio(
        'growth of an invite, a read, entities',
        operation,
        median(pairedRatios(largest.times.get(operation) ?? [], smallest.times.get(operation) ?? [])),
      ),
    ),
    ratio('growth of memory', 'memory at rest', largest.filled.idleMiB / smallest.filled.idleMiB),
    ratio('growth of memory', 'memory after the load', loadedAlone(largest) / loadedAlone(smallest)),
    atMost({
      target: 'B6',
      topic: 'start of the largest',
      work: `${store}, ${short(size.memberships)}: start`,
      value: startMs(largest.filled),
      aim: AIM_START_MS,
      unit: ' ms',
    }),
  ];
}

const sizeTable = (measured: readonly Measured[]): Table => ({
  title: 'What is there',
  columns: ['memberships', 'groups', 'lanes waiting', 'subscribers'],
  rows: measured.map(({ filled: { size } }) =>
    [size.memberships, size.groups, size.waitingLanes, size.subscribers].map(short),
  ),
});

const timeTable = (measured: readonly Measured[]): Table => ({
  title: 'One operation, in milliseconds',
  columns: ['store', 'memberships', ...OPERATIONS],
  rows: measured.map(({ filled, times }) => [
    filled.store,
    short(filled.size.memberships),
    ...OPERATIONS.map((operation) => shortSpread(spreadOf(times.get(operation) ?? []))),
  ]),
});

const costTable = (measured: readonly Measured[]): Table => ({
  title: 'Start and memory',
  columns: [
    'store',
    'memberships',
    'start in ms',
    'CPU of it in ms',
    'MiB at rest',
    'MiB with subscribers',
    'KiB a subscriber',
    'MiB after the load',
  ],
  rows: measured.map(({ filled, loadedMiB }) => {
    const { store, size, starts, idleMiB, listenedMiB } = filled;
    return [
      store,
      short(size.memberships),
      shortSpread(spreadOf(starts.map(({ wallMs }) => wallMs))),
      short(median(starts.map(({ cpuMs }) => cpuMs))),
      short(idleMiB),
      short(listenedMiB),
      short((1_024 * (listenedMiB - idleMiB)) / size.subscribers),
      short(loadedMiB),
    ];
  }),
});
