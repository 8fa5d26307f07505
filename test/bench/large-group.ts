import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval as every } from 'node:timers/promises';
import { createDatabaseAt } from '../chaos/engines/shared-server.ts';
import { graphql, startSandboxProcess, startService } from '../e2e/processes.ts';

/**
 * What a look at a group of 100 000 members costs: how long it takes, and how much memory the service has at most meanwhile, with hardly
 * more heap than it needs to start. The first look stores everybody, the next ones find nothing new, the last one finds one who left.
 * Prints a row for each. With `DATABASE_URL` it runs in a database of its own on that server.
 */
const MEMBERS = Number(process.argv[3] ?? 100_000);
const CONNECTION = process.argv[2] ?? 'tencent';
const GROUP = 'load-large';
const ORDERS_PER_REQUEST = 1_000;
/** The service starts in 48 MiB of heap, and not in less. */
const HEAP_MIB = 64;
const REFRESH = 'mutation ($id: ID!) { refreshGroup(groupId: $id) { memberCount memberships { totalCount } } }';
const LEFT = 'query ($id: ID!) { group(id: $id) { memberships(states: [LEFT]) { totalCount } } }';

/** The memory of a process that is in use now, in MiB, as Linux counts it. */
function residentMiB(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

async function people(url: string, doings: readonly object[]): Promise<void> {
  for (let from = 0; from < doings.length; from += ORDERS_PER_REQUEST) {
    const body = JSON.stringify(doings.slice(from, from + ORDERS_PER_REQUEST));
    const response = await fetch(`${url}/people`, { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
  }
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
await using sandbox = await startSandboxProcess();
const config = join(folder, 'rollcall.json');
writeFileSync(config, JSON.stringify({ connections: sandbox.connections }));
const server = process.env['DATABASE_URL'];
await using database = server ? await createDatabaseAt(server) : null;
const environment: Record<string, string> = {
  ROLLCALL_CONFIG: config,
  ROLLCALL_DATA_DIR: join(folder, 'data'),
  LOG_LEVEL: 'warn',
  NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
  ...(database && { DATABASE_URL: database.url }),
};
const place = { connection: CONNECTION, group: GROUP };
await people(
  sandbox.url,
  Array.from({ length: MEMBERS }, (_, index) => ({ do: 'join', ...place, account: `m${index}` })),
);

await using service = await startService(environment);
const id = `${CONNECTION}:${GROUP}`;
const look = async (what: string): Promise<void> => {
  let mostMiB = 0;
  const watching = new AbortController();
  const watch = (async () => {
    for await (const _ of every(50, undefined, { signal: watching.signal })) {
      mostMiB = Math.max(mostMiB, residentMiB(service.program.pid));
    }
  })().catch(() => {});
  const beganMs = performance.now();
  const { data, errors } = await graphql(service.url, REFRESH, { id });
  const tookS = ((performance.now() - beganMs) / 1_000).toFixed(1);
  watching.abort();
  await watch;
  const told = errors === undefined ? `${data.refreshGroup.memberships.totalCount} kept` : JSON.stringify(errors);
  process.stdout.write(`${what.padEnd(24)} ${tookS} s, at most ${mostMiB.toFixed(0)} MiB, ${told}\n`);
};

process.stdout.write(`at rest                  ${residentMiB(service.program.pid).toFixed(0)} MiB\n`);
await look('everybody is new');
for (let again = 0; again < 3; again++) await look('nothing is new');
await people(sandbox.url, [{ do: 'leave', ...place, account: `m${Math.floor(MEMBERS / 2)}` }]);
await look('one has left');
const { data } = await graphql(service.url, LEFT, { id });
process.stdout.write(`told to have left        ${data.group.memberships.totalCount}\n`);
rmSync(folder, { recursive: true });
