import { setTimeout as realDelay } from 'node:timers/promises';
import { startSandboxProcess } from '../../e2e/processes.ts';
import { pinSelf } from '../machine/cores.ts';
import { MeasuredProgram } from '../machine/program.ts';
import { startOn } from '../machine/service.ts';
import { atMost, type PartResult, type Verdict } from '../report/result.ts';
import { short } from '../report/statistics.ts';
import { allowanceOf, PLACES, type StormPlace } from './providers.ts';
import { runStorm, type StormFigures } from './storm-run.ts';

/** B2: a storm of one-member invites at once to one group of each sandbox provider, under its true quota. */

const MEMBERS = 1_000;
const QUICK_MEMBERS = 60;
const AIM_TIME = 1.05;
/** After the slowest provider's storm has been taken, the others begin: quotas do not touch each other. */
const APART_MS = 3_000;
/** Between two storms: each provider counts windows of a second. */
const BREATH_MS = 1_200;

type Run = (place: StormPlace) => Promise<StormFigures>;
type Figures = ReadonlyMap<StormPlace, StormFigures>;

export async function measureStorms(quick: boolean): Promise<PartResult> {
  using _pinned = pinSelf();
  const members = quick ? QUICK_MEMBERS : MEMBERS;
  const { own, naive } = await measureBoth(members);
  return {
    verdicts: PLACES.flatMap((place) => judge(place, members, own.get(place))),
    tables: [
      {
        title: `${short(members)} one-member invites at once`,
        columns: [
          'connection',
          'calls',
          'full calls',
          'naive calls',
          'seconds',
          'quota allows',
          'violations',
          'naive violations',
          'settled',
          'naive settled',
        ],
        rows: PLACES.map((place) => rowOf(place, members, own.get(place), naive.get(place))),
      },
    ],
    notes: [
      'The sandbox enforces each quota as the provider does, in sliding windows of a second, and refuses calls beyond it. Seconds run from the first invite to the last answer.',
      'The naive subgraph is mercurius with graphql-jit, a loader for each request and one call for each request: it asks for no quota, so calls beyond it are refused and their members fail. It reads no answer again and stores nothing.',
      'Quotas do not touch each other: while the slowest provider (`wechat`) works off its storm, the others follow one after the other, and after them those of the naive subgraph.',
    ],
  };
}

async function measureBoth(members: number): Promise<{ readonly own: Figures; readonly naive: Figures }> {
  await using sandbox = await startSandboxProcess();
  await using service = await startOn('SQLite', sandbox.connections);
  const url = service?.url ?? '';
  const run: Run = (place) => runStorm(url, sandbox, place, members);
  const [slowest, ...others] = PLACES;
  if (slowest === undefined) throw new TypeError('there is no provider');
  const waiting = run(slowest);
  waiting.catch(() => {});
  await realDelay(APART_MS);
  const own = await oneByOne(others, run);
  // The service has next to nothing to do meanwhile: the slowest provider takes a call a second.
  const naive = await measureNaive(members);
  own.set(slowest, await waiting);
  return { own, naive };
}

async function measureNaive(members: number): Promise<Figures> {
  await using sandbox = await startSandboxProcess();
  await using program = await MeasuredProgram.start('naive', [JSON.stringify(sandbox.connections)]);
  // Awaited here: what is returned must not outlive what it needs.
  return await oneByOne(PLACES, (place) => runStorm(program.url, sandbox, place, members));
}

async function oneByOne(places: readonly StormPlace[], run: Run): Promise<Map<StormPlace, StormFigures>> {
  const figures = new Map<StormPlace, StormFigures>();
  for (const place of places) {
    figures.set(place, await run(place));
    await realDelay(BREATH_MS);
  }
  return figures;
}

function judge(place: StormPlace, members: number, own?: StormFigures): Verdict[] {
  if (own === undefined) return [];
  const { spanMs } = allowanceOf(place, members);
  const name = `storm at ${place.connection}`;
  const verdicts: Verdict[] = [
    atMost({
      target: 'B2',
      topic: 'storms: quota violations',
      work: `${name}, quota violations`,
      value: own.violations,
      aim: 0,
      unit: '',
    }),
    {
      target: 'B2',
      topic: 'storms: settled',
      work: `${name}, settled`,
      aim: `${members}`,
      reached: `${own.settled}`,
      met: own.settled === members,
      remark: own.settled === members ? '' : `${own.failed} failed, ${own.queued} queued`,
    },
  ];
  // Where all calls may leave at once, the quota allows no time that could be held against.
  if (spanMs === 0) return verdicts;
  const value = own.tookMs / spanMs;
  return [
    ...verdicts,
    atMost({
      target: 'B2',
      topic: 'storms: time beside what the quota allows',
      work: `${name}, time beside what the quota allows`,
      value,
      aim: AIM_TIME,
      unit: ' ×',
    }),
  ];
}

function rowOf(place: StormPlace, members: number, own?: StormFigures, naive?: StormFigures): string[] {
  const { calls, spanMs } = allowanceOf(place, members);
  const count = (value: number | undefined): string => short(value ?? Number.NaN);
  return [
    place.connection,
    count(own?.calls),
    count(calls),
    count(naive?.calls),
    short((own?.tookMs ?? Number.NaN) / 1_000),
    short(spanMs / 1_000),
    count(own?.violations),
    count(naive?.violations),
    count(own?.settled),
    count(naive?.settled),
  ];
}
