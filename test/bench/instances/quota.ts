import { graphql, type SandboxProcess } from '../../e2e/processes.ts';

/** A quota of the sandbox, and enough members to spend it for a while. */
export interface QuotaPlace {
  readonly connection: string;
  readonly group: string;
  readonly members: number;
  readonly callsPerSecond: number;
}

/** How much of a quota was spent while members waited. */
export interface Spending {
  readonly calls: number;
  /** From the end of the first window to the last call: calls beside those that the quota allows. */
  readonly share: number;
  /** The shortest time in which one call more than the quota's arrived, in milliseconds; never below a second. */
  readonly tightestMs: number;
  readonly refused: number;
}

interface Call {
  readonly atMs: number;
  readonly kind: string;
  readonly group: string | null;
  readonly verdict: string;
}

const INVITE = 'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id } } }';

/** Invites all members at once, spread over the instances, and looks at what arrived at the provider until everybody was settled. */
export async function spendQuota(
  urls: readonly string[],
  sandbox: SandboxProcess,
  { connection, group, members, callsPerSecond }: QuotaPlace,
): Promise<Spending> {
  const each = Math.ceil(members / urls.length);
  await Promise.all(
    urls.map((url, part) =>
      graphql(url, INVITE, {
        input: {
          groupId: `${connection}:${group}`,
          members: Array.from({ length: each }, (_, index) => ({ account: `m${part}-${index}` })),
          waitMs: 60_000,
        },
      }),
    ),
  );
  const response = await fetch(`${sandbox.url}/journal?connection=${connection}`);
  const { entries } = (await response.json()) as { entries: Call[] };
  const invites = entries.filter((call) => call.kind === 'invites' && call.group === group);
  return {
    calls: invites.length,
    refused: invites.filter(({ verdict }) => verdict === 'overQuota').length,
    ...shareOf(
      invites.map(({ atMs }) => atMs),
      callsPerSecond,
    ),
  };
}

function shareOf(instants: readonly number[], callsPerSecond: number): Pick<Spending, 'share' | 'tightestMs'> {
  const at = instants.toSorted((a, b) => a - b);
  const seconds = ((at.at(-1) ?? 0) - (at[callsPerSecond - 1] ?? 0)) / 1_000;
  return {
    share: (at.length - callsPerSecond) / callsPerSecond / seconds,
    tightestMs: Math.min(...at.slice(callsPerSecond).map((atMs, index) => atMs - (at[index] ?? 0))),
  };
}
