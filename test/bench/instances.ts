import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Fleet } from '../chaos/fleet.ts';
import { createDatabaseAt } from '../chaos/engines/shared-server.ts';
import { WireServer } from '../chaos/engines/wire.ts';
import { graphql, type SandboxProcess, startSandboxProcess } from '../e2e/processes.ts';

/**
 * What three instances do that one does too, measured in one run: how much of a quota they spend together, and how long a change
 * takes from one instance to a subscriber on another. Prints one row a figure.
 */
const DATABASE_SERVER = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const WIRES = ['nats', 'redis', 'notify'] as const;
const INVITE = 'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id } } }';
const CHANGES = 'subscription ($groupId: ID!) { memberStateChanged(groupId: $groupId) { to at } }';
const SAMPLES = 200;

interface Call {
  readonly atMs: number;
  readonly connection: string;
  readonly kind: string;
  readonly group: string | null;
}

/** The share of a quota that was spent while members waited, from the end of the first window to the last call. */
function spentShare(calls: readonly Call[], callsPerSecond: number): string {
  const at = calls.map((call) => call.atMs).toSorted((a, b) => a - b);
  const seconds = ((at.at(-1) ?? 0) - (at[callsPerSecond - 1] ?? 0)) / 1_000;
  const share = (at.length - callsPerSecond) / callsPerSecond / seconds;
  const tightest = Math.min(...at.slice(callsPerSecond).map((atMs, index) => atMs - (at[index] ?? 0)));
  return `${at.length} calls, ${(100 * share).toFixed(1)} % of the quota, tightest window ${tightest} ms`;
}

async function measureQuota(
  fleet: Fleet,
  sandbox: SandboxProcess,
  groupId: string,
  members: number,
  callsPerSecond: number,
) {
  const urls = fleet.instances.map(({ url }) => url);
  const shares = urls.map((url, part) => ({
    url,
    accounts: Array.from({ length: Math.ceil(members / urls.length) }, (_, index) => ({
      account: `m${part}-${index}`,
    })),
  }));
  const sent = shares.map(({ url, accounts }) =>
    graphql(url, INVITE, { input: { groupId, members: accounts, waitMs: 60_000 } }),
  );
  await Promise.all(sent);
  const [connection, group] = groupId.split(':');
  const response = await fetch(`${sandbox.url}/journal`);
  const { entries } = (await response.json()) as { entries: Call[] };
  const calls = entries.filter(
    (call) => call.kind === 'invites' && call.connection === connection && call.group === group,
  );
  return spentShare(calls, callsPerSecond);
}

/** From the instant at which the store recorded a change to its arrival at a subscriber of another instance. */
async function measureLatency(fleet: Fleet): Promise<string> {
  const [inviting, watching] = fleet.instances.map(({ url }) => url);
  const latenciesMs: number[] = [];
  const client = createClient({ url: `${watching?.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
  client.subscribe<{ memberStateChanged: { to: string; at: string } }>(
    { query: CHANGES, variables: { groupId: 'imkit:load-1' } },
    {
      next: ({ data }) =>
        void (
          data && latenciesMs.push(performance.timeOrigin + performance.now() - Date.parse(data.memberStateChanged.at))
        ),
      error: (error) => {
        process.stderr.write(`the subscription ended: ${JSON.stringify(error)}\n`);
        process.exitCode = 1;
      },
      complete: () => {},
    },
  );
  await realDelay(500);
  for (let sample = 0; sample < SAMPLES; sample++) {
    await graphql(inviting ?? '', INVITE, {
      input: { groupId: 'imkit:load-1', members: [{ account: `s${sample}` }], waitMs: 5_000 },
    });
    await realDelay(20);
  }
  await realDelay(500);
  await client.dispose();
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
  return `${sorted.length} events, median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

async function measure(wireKind: (typeof WIRES)[number]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  await using database = await createDatabaseAt(DATABASE_SERVER);
  await using wire = await WireServer.start(wireKind);
  await using sandbox = await startSandboxProcess();
  const config = join(folder, 'rollcall.json');
  // One member a call at Tencent, so that the calls and not the members are what is short.
  const connections = sandbox.connections.map((one) =>
    one.id === 'tencent' ? { ...one, limits: { membersPerCall: 1 } } : one,
  );
  writeFileSync(config, JSON.stringify({ connections }));
  const environment = {
    ROLLCALL_CONFIG: config,
    LOG_LEVEL: 'warn',
    DATABASE_URL: database.url,
    ...(wire && { EVENTS_URL: wire.url }),
  };
  for (const count of [1, 3]) {
    await using fleet = new Fleet(count, environment, folder);
    await fleet.start();
    const row = (what: string, figure: string): void =>
      void process.stdout.write(`${wireKind.padEnd(7)} ${count} × ${what.padEnd(28)} ${figure}\n`);
    if (wireKind === 'nats') {
      row('zim group, 1 call a second', await measureQuota(fleet, sandbox, `zim:load-${count}`, 1_000, 1));
      row('tencent, 100 calls a second', await measureQuota(fleet, sandbox, `tencent:load-${count}`, 4_000, 100));
    }
    if (count === 3) row('change to subscriber', await measureLatency(fleet));
  }
  rmSync(folder, { recursive: true });
}

for (const wire of WIRES.filter((kind) => process.argv.length < 3 || process.argv.includes(kind))) await measure(wire);
