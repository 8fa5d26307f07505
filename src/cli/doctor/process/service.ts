import type { Config } from '../../../config/config.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { SECOND } from '../../../kernel/duration.ts';
import { ask } from '../ask.ts';
import { type Finding, look } from '../finding.ts';

/** `/readyz` asks the providers first. */
const READY_WITHIN_MS = 15 * SECOND;

/** What `/readyz` tells; of a Rollcall of another version perhaps not all of it. */
export interface Standing {
  readonly store?: unknown;
  readonly events?: unknown;
  /** By connection. */
  readonly providers: Readonly<Record<string, unknown>>;
}

/** What a Rollcall at this address says of itself; null when none answers there. */
export async function askService(host: string, port: number, clock: Clock): Promise<Standing | null> {
  const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/readyz`);
  const answer = await ask({ url, method: 'GET' }, { clock, withinMs: READY_WITHIN_MS });
  if (!('heard' in answer)) return null;
  const { providers } = Object(answer.heard.json) as { readonly providers?: unknown };
  return typeof providers === 'object' && providers !== null ? (answer.heard.json as Standing) : null;
}

/** Whether a service that runs reaches what it needs, and runs with this configuration. */
export function inspectService({ store, events, providers }: Standing, config: Config | null): Finding[] {
  const { ok, warning } = look('server', 'service');
  const findings: Finding[] = [];
  const lacking = Object.entries({ store, events, ...providers }).filter(([, state]) => state !== 'ok');
  if (lacking.length > 0)
    findings.push(
      warning({
        code: 'service-lacks',
        why: `the service that runs says: ${lacking.map(([name, state]) => `${name} ${String(state)}`).join(', ')}`,
        advice: 'where all is well below, it has another way there than this command, or another configuration',
      }),
    );
  const running = Object.keys(providers);
  const configured = config?.connections.map(({ id }) => id) ?? running;
  if (running.toSorted().join() !== configured.toSorted().join())
    findings.push(
      warning({
        code: 'service-outdated',
        why: `the service that runs has the connections ${running.join(', ')}, and the configuration ${configured.join(', ')}`,
        advice: 'start the service again with this configuration, or name the one that it has',
      }),
    );
  return findings.length > 0 ? findings : [ok('it reaches its store and its providers')];
}
