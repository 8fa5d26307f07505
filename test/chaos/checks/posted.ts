import type { Disturbances } from '../disturbances.ts';
import type { Forwarder } from '../providers/forwarder.ts';
import { Tally } from './tally.ts';

/** Every genuine webhook that reaches an instance is taken, except while the database is away. */
export function checkPosted({ answers }: Forwarder, disturbances: Disturbances): Tally {
  const tally = new Tally('answers to webhooks');
  tally.checked = answers.length;
  for (const { status, text, path, fromMs, toMs } of answers) {
    if (status === 200 || (status >= 500 && disturbances.explainError(fromMs, toMs))) continue;
    tally.wrong.push(`${path} at ${disturbances.timeOf(fromMs)}: ${status} ${text}`);
  }
  return tally;
}
