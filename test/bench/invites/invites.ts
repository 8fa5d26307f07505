import { pinSelf } from '../machine/cores.ts';
import { temporaryFolder } from '../machine/folder.ts';
import { MeasuredProgram } from '../machine/program.ts';
import { NO_DATABASE, startOn, STORES } from '../machine/service.ts';
import { StubProvider } from '../provider/stub-provider.ts';
import { atLeast, type PartResult, type Table, unmeasured, type Verdict } from '../report/result.ts';
import { median, pairedRatios, short, shortSpread, spreadOf } from '../report/statistics.ts';
import { interleave } from '../rounds.ts';
import { closedLoopLimit, measureRawRows } from './limits.ts';
import { type Inviting, type Load, LOADS, nameOf } from './subjects.ts';
import { CLIENTS, measureThroughput, type Span } from './throughput.ts';

/** B3: members that are settled and durable each second, at a provider without a quota. */

const PROVIDER_MS = 5;
const ROUNDS = 2;
const SPAN: Span = { warmUpMs: 400, measuredMs: 1_200 };
const QUICK_SPAN: Span = { warmUpMs: 500, measuredMs: 1_000 };
const AIM_SAME_GROUP = 10;
const AIM_SPREAD = { SQLite: 1.5, PostgreSQL: 1 } as const;

/** Rows a second of an engine that has nothing else to do: a commit for each mutation, and one for those of all clients. */
interface RawRows {
  readonly alone: number;
  readonly together: number;
}

type Rates = Map<Inviting, number[]>;

export async function measureInvites(quick: boolean): Promise<PartResult> {
  using _pinned = pinSelf();
  await using provider = await StubProvider.start(PROVIDER_MS);
  await using stack = new AsyncDisposableStack();
  const connections = [provider.connection];
  const program = stack.use(await MeasuredProgram.start('naive', [JSON.stringify(connections)]));
  const naive: Inviting = { name: 'naive, stores nothing', url: program.url, store: null };
  const folder = stack.use(temporaryFolder());
  const keeping = stack.use(await MeasuredProgram.start('naive', [JSON.stringify(connections), folder.path]));
  const naiveKeeping: Inviting = { name: 'naive, stores one row a member', url: keeping.url, store: null };
  const subjects: Inviting[] = [naive, naiveKeeping];
  for (const store of STORES) {
    const service = await startOn(store, connections);
    if (service === null) continue;
    stack.use(service);
    subjects.push({ name: `Rollcall on ${store}`, url: service.url, store });
  }
  const rates = new Map<Load, Rates>();
  for (const load of LOADS) {
    const measure = (subject: Inviting): Promise<number> => measureThroughput(subject, load, quick ? QUICK_SPAN : SPAN);
    rates.set(load, await interleave(subjects, quick ? 1 : ROUNDS, measure));
  }
  const limits = new Map(
    LOADS.map((load) => [
      load,
      { alone: measureRawRows(load.members), together: measureRawRows(CLIENTS * load.members) },
    ]),
  );
  const withoutDatabase = subjects.some(({ store }) => store === 'PostgreSQL')
    ? []
    : [unmeasured('B3', 'PostgreSQL', NO_DATABASE)];
  return {
    verdicts: [...LOADS.flatMap((load) => judge(load, rates.get(load) ?? new Map(), naive)), ...withoutDatabase],
    tables: [
      ratioTable(rates, naive, 'Times as many members a second as naive, which stores nothing'),
      ratioTable(rates, naiveKeeping, 'Times as many as naive with one row a member'),
      rateTable(rates, subjects),
      limitTable(rates, naive, limits),
    ],
    notes: [
      `The provider answers in ${PROVIDER_MS} ms and has no quota; 64 clients send their next mutation as soon as the one before is answered. What the service answers is committed and on the disk, with the operation, its invites and its events; the naive subgraph stores nothing, or one row a member in a table without an index, with a commit that is on the disk before it answers.`,
      'The limits: clients who wait for the provider allow no more than the closed loop, and the raw rows are all that `node:sqlite` writes in a process that does nothing else.',
      'Load and provider share a core; the database runs where the system puts it.',
    ],
  };
}

function judge(load: Load, rates: Rates, naive: Inviting): Verdict[] {
  return [...rates].flatMap(([{ name, store }, own]) => {
    if (store === null) return [];
    const value = median(pairedRatios(own, rates.get(naive) ?? []));
    const aim = load.groups === 1 ? AIM_SAME_GROUP : AIM_SPREAD[store];
    const topic = `members a second beside naive, ${load.groups === 1 ? 'same group' : `spread, ${store}`}`;
    return [atLeast({ target: 'B3', topic, work: `${nameOf(load)}, ${name} beside naive`, value, aim, unit: ' ×' })];
  });
}

function ratioTable(rates: ReadonlyMap<Load, Rates>, naive: Inviting, title: string): Table {
  const own = [...(rates.values().next().value ?? new Map<Inviting, number[]>()).keys()].filter(
    ({ store }) => store !== null,
  );
  const rows = [...rates].map(([load, figures]) => [
    nameOf(load),
    ...own.map((one) => shortSpread(spreadOf(pairedRatios(figures.get(one) ?? [], figures.get(naive) ?? [])))),
  ]);
  return { title, columns: ['load', ...own.map(({ name }) => name)], rows };
}

function rateTable(rates: ReadonlyMap<Load, Rates>, subjects: readonly Inviting[]): Table {
  const rows = [...rates].map(([load, figures]) => [
    nameOf(load),
    ...subjects.map((one) => shortSpread(spreadOf(figures.get(one) ?? []))),
  ]);
  return { title: 'Members a second', columns: ['load', ...subjects.map(({ name }) => name)], rows };
}

function limitTable(rates: ReadonlyMap<Load, Rates>, naive: Inviting, rawRows: ReadonlyMap<Load, RawRows>): Table {
  const rows = [...rates].map(([load, figures]) => {
    const naiveRate = median(figures.get(naive) ?? []);
    const aims = load.groups === 1 ? [AIM_SAME_GROUP] : STORES.map((store) => AIM_SPREAD[store]);
    const limit = closedLoopLimit(load, CLIENTS, PROVIDER_MS);
    return [
      nameOf(load),
      aims.map((aim) => short(aim * naiveRate)).join(' / '),
      short(limit),
      short(rawRows.get(load)?.alone ?? Number.NaN),
      short(rawRows.get(load)?.together ?? Number.NaN),
    ];
  });
  return {
    title: 'What the aims amount to, and limits, in members a second',
    columns: [
      'load',
      'aim',
      `${CLIENTS} clients at ${PROVIDER_MS} ms`,
      'raw node:sqlite, a commit a mutation',
      'a commit for all clients',
    ],
    rows,
  };
}
