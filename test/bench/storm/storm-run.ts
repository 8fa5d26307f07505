import type { SandboxProcess } from '../../e2e/processes.ts';
import { HttpConnection } from '../client/http-connection.ts';
import { inviteRequest, readOutcome } from '../schema/invites.ts';
import type { StormPlace } from './providers.ts';

/** What became of one storm. */
export interface StormFigures {
  /** Inviting calls that reached the provider. */
  readonly calls: number;
  /** Of those and of reads, what came although the quota was spent. */
  readonly violations: number;
  readonly settled: number;
  readonly failed: number;
  readonly queued: number;
  /** From the first invite sent to the last answer. */
  readonly tookMs: number;
}

interface Journal {
  readonly entries: readonly { readonly kind: string; readonly group: string | null; readonly verdict: string }[];
}

/** Connections of the storm that are opened at once. */
const OPENING = 100;

/** Sends so many one-member invites at once, each on a connection of its own, and waits for all answers. */
export async function runStorm(
  url: string,
  sandbox: SandboxProcess,
  place: StormPlace,
  members: number,
): Promise<StormFigures> {
  using stack = new DisposableStack();
  const connections: HttpConnection[] = [];
  while (connections.length < members) {
    const count = Math.min(OPENING, members - connections.length);
    const opened = await Promise.all(Array.from({ length: count }, () => HttpConnection.open(url)));
    connections.push(...opened.map((one) => stack.use(one)));
  }
  const groupId = `${place.connection}:${place.group}`;
  const requests = connections.map((_, index) => inviteRequest(url, { groupId, accounts: [`wxid_member${index}`] }));
  const beganMs = performance.now();
  const answers = await Promise.all(connections.map((one, index) => one.send(requests[index] ?? Buffer.alloc(0))));
  const tookMs = performance.now() - beganMs;
  const outcomes = answers.map((answer) => readOutcome(answer, 1));
  const sum = (what: 'settled' | 'failed' | 'queued'): number =>
    outcomes.reduce((total, outcome) => total + outcome[what], 0);
  const response = await fetch(`${sandbox.url}/journal?connection=${place.connection}`);
  const { entries } = (await response.json()) as Journal;
  return {
    calls: entries.filter(({ kind, group }) => kind === 'invites' && group === place.group).length,
    violations: entries.filter(({ verdict }) => verdict === 'overQuota').length,
    settled: sum('settled'),
    failed: sum('failed'),
    queued: sum('queued'),
    tookMs,
  };
}
