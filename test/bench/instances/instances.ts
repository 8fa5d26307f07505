import { DATABASE_SERVER, NO_DATABASE } from '../machine/service.ts';
import { type PartResult, unmeasured } from '../report/result.ts';
import { measureHearing } from './heard.ts';
import { measureSpending } from './spent.ts';

/** B7 and B8: what several instances do together. */
export async function measureInstances(quick: boolean): Promise<PartResult> {
  const spent = await measureSpending(quick);
  const heard =
    DATABASE_SERVER === undefined
      ? {
          rows: [],
          verdicts: [
            unmeasured('B8', 'three instances', NO_DATABASE),
            unmeasured('B7', 'three instances', NO_DATABASE),
          ],
        }
      : await measureHearing(DATABASE_SERVER, quick);
  return {
    verdicts: [...spent.verdicts, ...heard.verdicts],
    tables: [
      {
        title: 'Quota spent while members wait',
        columns: ['instances', 'store', 'quota', 'spent', 'calls', 'tightest window', 'refused'],
        rows: spent.rows,
      },
      {
        title: 'Over three instances, in milliseconds',
        columns: ['wire', 'what', 'p50', 'p99', 'least', 'most', 'samples'],
        rows: heard.rows,
      },
    ],
    notes: [
      'Spent: calls from the end of the first window to the last call, beside those that the quota allows in that time. The sandbox counts in sliding windows of a second and refuses what is beyond. Both quotas are spent at the same time.',
      'Instances, database and wire share all cores here; nothing is pinned.',
    ],
  };
}
