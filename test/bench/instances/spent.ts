import { Fleet } from '../../chaos/fleet.ts';
import { startSandboxProcess } from '../../e2e/processes.ts';
import { createDatabase } from '../machine/database.ts';
import { temporaryFolder } from '../machine/folder.ts';
import { DATABASE_SERVER, environmentOf } from '../machine/service.ts';
import { atLeast, type Verdict } from '../report/result.ts';
import { short } from '../report/statistics.ts';
import { type QuotaPlace, spendQuota, type Spending } from './quota.ts';

/** B7: how much of a quota is spent while members wait, by one instance and by three. */

const AIM_SHARE = 97;
const COUNTS = [1, 3] as const;

const placesOf = (quick: boolean): readonly QuotaPlace[] => [
  { connection: 'zim', group: 'load-quota', members: quick ? 300 : 1_000, callsPerSecond: 1 },
  { connection: 'tencent', group: 'load-quota', members: quick ? 300 : 1_200, callsPerSecond: 100 },
];

/** What so many instances spent of one quota. */
interface Row extends Spending {
  readonly instances: number;
  readonly store: string;
  readonly place: QuotaPlace;
}

export async function measureSpending(quick: boolean): Promise<{ rows: string[][]; verdicts: Verdict[] }> {
  const rows: Row[] = [];
  for (const instances of COUNTS) {
    if (instances === 1 || DATABASE_SERVER !== undefined) rows.push(...(await measureFleet(instances, quick)));
  }
  return { rows: rows.map(cells), verdicts: rows.flatMap(judge) };
}

async function measureFleet(instances: number, quick: boolean): Promise<Row[]> {
  using folder = temporaryFolder();
  await using database = DATABASE_SERVER === undefined ? null : await createDatabase(DATABASE_SERVER);
  await using sandbox = await startSandboxProcess();
  // One member a call at Tencent, so that the calls and not the members are what is short.
  const connections = sandbox.connections.map((one) =>
    one.id === 'tencent' ? { ...one, limits: { membersPerCall: 1 } } : one,
  );
  const environment = { ...environmentOf(folder.path, connections), ...(database && { DATABASE_URL: database.url }) };
  await using fleet = new Fleet(instances, environment, folder.path);
  await fleet.start();
  const urls = fleet.instances.map(({ url }) => url);
  const store = database === null ? 'SQLite' : 'PostgreSQL';
  return await Promise.all(
    placesOf(quick).map(async (place) => ({ instances, store, place, ...(await spendQuota(urls, sandbox, place)) })),
  );
}

const quotaOf = ({ place: { connection, callsPerSecond } }: Row): string =>
  `${connection}, ${callsPerSecond} ${callsPerSecond === 1 ? 'call' : 'calls'} a second`;

const cells = (row: Row): string[] => [
  String(row.instances),
  row.store,
  quotaOf(row),
  `${short(100 * row.share)} %`,
  String(row.calls),
  `${short(row.tightestMs)} ms`,
  String(row.refused),
];

function judge(row: Row): Verdict[] {
  const work = `${row.instances} ${row.instances === 1 ? 'instance' : 'instances'}, ${quotaOf(row)}`;
  return [
    atLeast({
      target: 'B7',
      topic: 'quota spent while members wait',
      work,
      value: 100 * row.share,
      aim: AIM_SHARE,
      unit: ' %',
    }),
    {
      target: 'B7',
      topic: 'never above the quota',
      work: `${work}, never above it`,
      aim: 'no call refused',
      reached: `${row.refused} refused`,
      met: row.refused === 0,
      remark: row.refused === 0 ? '' : `tightest window ${short(row.tightestMs)} ms`,
    },
  ];
}
