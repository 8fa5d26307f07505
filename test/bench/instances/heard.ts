import { WireServer } from '../../chaos/engines/wire.ts';
import { Fleet } from '../../chaos/fleet.ts';
import { createDatabase } from '../machine/database.ts';
import { temporaryFolder } from '../machine/folder.ts';
import { environmentOf } from '../machine/service.ts';
import { rowOf } from '../latency/latency.ts';
import { sampleInvites, WatchedProvider } from '../latency/sampler.ts';
import { atMost, unmeasured, type Verdict } from '../report/result.ts';
import { quantile } from '../report/statistics.ts';

/** B8 over instances: an invite at one of three, a subscriber at another. */

const WIRES = ['notify', 'nats', 'redis'] as const;
const INSTANCES = 3;
const PROVIDER_MS = 5;
const SAMPLES = 100;
const QUICK_SAMPLES = 20;
const AIM_MS = 20;

export async function measureHearing(
  server: string,
  quick: boolean,
): Promise<{ rows: string[][]; verdicts: Verdict[] }> {
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const kind of WIRES) {
    const work = `three instances over ${kind}`;
    try {
      const events = await measureWire(kind, server, quick ? QUICK_SAMPLES : SAMPLES);
      rows.push(rowOf(kind, 'from the provider’s answer to a subscriber of another instance', events));
      verdicts.push(
        atMost({
          target: 'B8',
          topic: 'event over instances, p50',
          work: `${work}, p50`,
          value: quantile(events, 0.5),
          aim: AIM_MS,
          unit: ' ms',
        }),
      );
    } catch (error) {
      verdicts.push(unmeasured('B8', work, String(error)));
    }
  }
  return { rows, verdicts };
}

async function measureWire(kind: (typeof WIRES)[number], server: string, samples: number): Promise<number[]> {
  using folder = temporaryFolder();
  await using database = await createDatabase(server);
  await using wire = await WireServer.start(kind);
  await using provider = await WatchedProvider.start(PROVIDER_MS);
  const environment = {
    ...environmentOf(folder.path, [provider.connection]),
    DATABASE_URL: database.url,
    ...(wire && { EVENTS_URL: wire.url }),
  };
  await using fleet = new Fleet(INSTANCES, environment, folder.path);
  await fleet.start();
  const [invitesAt = '', listensAt = ''] = fleet.instances.map(({ url }) => url);
  const taken = await sampleInvites(provider, { invitesAt, listensAt }, samples);
  return taken.map(({ toSubscriber }) => toSubscriber);
}
