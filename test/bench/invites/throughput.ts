import { Clients } from '../client/clients.ts';
import { inviteRequest, readOutcome } from '../schema/invites.ts';
import type { Inviting, Load } from './subjects.ts';

/** How long a round lasts before it is measured, and while, in milliseconds. */
export interface Span {
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

export const CLIENTS = 64;

let newest = 0;

/** Members that are settled each second while all clients invite, each as soon as it has its answer. */
export async function measureThroughput({ url }: Inviting, load: Load, span: Span): Promise<number> {
  using clients = await Clients.open(url, CLIENTS);
  const run = ++newest;
  let sent = 0;
  let settled = 0;
  const fromMs = performance.now() + span.warmUpMs;
  const untilMs = fromMs + span.measuredMs;
  const next = (): Buffer | null => {
    if (performance.now() >= untilMs) return null;
    const mutation = sent++;
    const groupId = `stub:group-${run}-${mutation % load.groups}`;
    const accounts = Array.from({ length: load.members }, (_, index) => `a${run}-${mutation}-${index}`);
    return inviteRequest(url, { groupId, accounts });
  };
  await clients.work(next, (answer) => {
    const nowMs = performance.now();
    const outcome = readOutcome(answer, load.members);
    if (outcome.settled !== load.members) throw new Error(`an invite was not settled: ${answer.body.toString('utf8')}`);
    if (nowMs >= fromMs && nowMs < untilMs) settled += outcome.settled;
  });
  return settled / (span.measuredMs / 1_000);
}
