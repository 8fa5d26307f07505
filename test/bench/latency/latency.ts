import { pinSelf } from '../machine/cores.ts';
import { NO_DATABASE, startOn, STORES, type StoreName } from '../machine/service.ts';
import { atMost, type PartResult, unmeasured, type Verdict } from '../report/result.ts';
import { quantile, short } from '../report/statistics.ts';
import { measureBlocks } from './blocks.ts';
import { sampleInvites, WatchedProvider } from './sampler.ts';

/** B5: one invite on an idle service. B8, in one process: from the provider's answer to the subscriber's socket. */

const SAMPLES = 200;
const QUICK_SAMPLES = 40;
const PROVIDER_MS = 5;
const AIM_P50 = { SQLite: 2, PostgreSQL: 4 } as const;
/** p99 beside p50. */
const AIM_TAIL = 5;
const AIM_EVENT_MS = 5;

interface Measured {
  readonly store: StoreName;
  readonly invites: readonly number[];
  /** Parts of the invites: until the provider has the call, and from its answer to ours. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly events: readonly number[];
}

export async function measureLatency(quick: boolean): Promise<PartResult> {
  using _pinned = pinSelf();
  await using provider = await WatchedProvider.start(PROVIDER_MS);
  const samples = quick ? QUICK_SAMPLES : SAMPLES;
  const measured: Measured[] = [];
  const missing: Verdict[] = [];
  for (const store of STORES) {
    await using service = await startOn(store, [provider.connection]);
    if (service === null) {
      missing.push(unmeasured('B5', store, NO_DATABASE), unmeasured('B8', `one process, ${store}`, NO_DATABASE));
      continue;
    }
    const alone = await sampleInvites(provider, { invitesAt: service.url, listensAt: null }, samples);
    const heard = await sampleInvites(provider, { invitesAt: service.url, listensAt: service.url }, samples);
    measured.push({
      store,
      invites: alone.map(({ beyondProvider }) => beyondProvider),
      before: alone.map(({ toProvider }) => toProvider),
      after: alone.map(({ beyondProvider, toProvider }) => beyondProvider - toProvider),
      events: heard.map(({ toSubscriber }) => toSubscriber),
    });
  }
  const blocks = await measureBlocks(quick);
  return {
    verdicts: [...measured.flatMap(judge), ...missing],
    tables: [
      {
        title: 'One at a time, in milliseconds',
        columns: ['store', 'what', 'p50', 'p99', 'least', 'most', 'samples'],
        rows: measured.flatMap(({ store, invites, before, after, events }) => [
          rowOf(store, 'one invite, beyond the provider’s own time', invites),
          rowOf(store, '… until the provider has the call', before),
          rowOf(store, '… from the provider’s answer to ours', after),
          rowOf(store, 'from the provider’s answer to the subscriber’s socket', events),
        ]),
      },
      blocks,
    ],
    notes: [
      `The provider answers in ${PROVIDER_MS} ms and lives in the process that measures, so one clock sees both ends; between two invites nothing happens for 10 ms.`,
      'Blocks are what `monitorEventLoopDelay` sees inside the service, in which a probe is loaded for that: nobody else is served while the event loop does not turn. Members are new, and leave in calls of 500.',
    ],
  };
}

function judge({ store, invites, events }: Measured): Verdict[] {
  const p50 = quantile(invites, 0.5);
  return [
    atMost({
      target: 'B5',
      topic: `one invite, ${store}, p50`,
      work: `one invite, ${store}, p50`,
      value: p50,
      aim: AIM_P50[store],
      unit: ' ms',
    }),
    atMost({
      target: 'B5',
      topic: 'one invite, p99 beside p50',
      work: `one invite, ${store}, p99 beside p50`,
      value: quantile(invites, 0.99) / p50,
      aim: AIM_TAIL,
      unit: ' ×',
    }),
    atMost({
      target: 'B8',
      topic: 'event in one process, p50',
      work: `one process, ${store}, p50`,
      value: quantile(events, 0.5),
      aim: AIM_EVENT_MS,
      unit: ' ms',
    }),
  ];
}

/** One row of figures in milliseconds. */
export const rowOf = (subject: string, what: string, values: readonly number[]): string[] => [
  subject,
  what,
  short(quantile(values, 0.5)),
  short(quantile(values, 0.99)),
  short(Math.min(...values)),
  short(Math.max(...values)),
  String(values.length),
];
