import { stringify } from 'yaml';
import { systemClock } from '../kernel/clock.ts';
import { SANDBOX_CONNECTION_IDS } from './connections.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { backendOf, SANDBOX_GROUPS } from './worlds.ts';

const DEFAULT_PORT = 4100;

const ACCOUNTS = `# accounts: every well-formed one exists; a word in the name makes it behave otherwise
#   ghost     is unknown to the provider
#   refused   cannot be invited
#   crowded   is in too many groups
#   shy       must consent first, and does so a moment later
#   never     must consent, and never answers`;

function groupsText(): string {
  return SANDBOX_CONNECTION_IDS.flatMap((id) => {
    if (backendOf(id) !== id) return [`# groups of ${id}: those of ${backendOf(id)}`];
    const { groups, loadGroupExample } = SANDBOX_GROUPS[id];
    const lines = groups.map((group) => `#   ${group.id.padEnd(22)}${group.purpose}`);
    return [
      `# groups of ${id}:`,
      ...lines,
      `#   ${loadGroupExample.padEnd(22)}and other ids with "load" in them: made on demand`,
    ];
  }).join('\n');
}

/** A configuration file, with what there is to know in comments. */
function configurationText({ url, connections }: Sandbox, webhooksTo: string | undefined): string {
  return `# the sandbox listens on ${url}; POST ${url}/control, POST ${url}/people, GET ${url}/journal, GET ${url}/webhooks, POST ${url}/reset
# webhooks go ${webhooksTo === undefined ? 'nowhere: WEBHOOKS_TO names the URL of the service' : `to ${webhooksTo}`}
${ACCOUNTS}
${groupsText()}
${stringify({ connections })}`;
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError(`expected PORT from 0 to 65535, got ${text}`);
  return port;
}

const webhooksTo = process.env['WEBHOOKS_TO'] || undefined;
const sandbox = await startSandbox({
  clock: systemClock,
  host: process.env['HOST'] ?? '127.0.0.1',
  port: readPort(process.env['PORT']),
  webhooksTo,
});
process.stdout.write(configurationText(sandbox, webhooksTo));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
