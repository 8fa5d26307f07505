import type { ConnectionSettings } from '../../../datasources/registry.ts';
import { sleep } from '../../../kernel/clock.ts';
import { SECOND } from '../../../kernel/duration.ts';
import type { CommandContext } from '../../context.ts';
import { NETWORK_REASONS } from '../../network.ts';
import { ask, type Heard } from '../ask.ts';
import { type Finding, look, type Trouble } from '../finding.ts';
import type { Probe, Reading } from '../providers/probe.ts';
import { inspectClock } from './clock.ts';
import { NETWORK_ADVICE, NETWORK_CODES, TROUBLES } from './troubles.ts';

/** The service may have spent this second's quota; whoever is refused so often in a row has none. */
const QUOTA_ATTEMPTS = 3;
const QUOTA_PAUSE_MS = 1.1 * SECOND;
/** The longest that the doctor waits for one answer. */
const MAX_WAIT_MS = 10 * SECOND;
const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_ERROR = 500;

/** Asks one harmless question, and tells what its answer says of the way, the clock and our settings. */
export async function inspectProvider(
  settings: ConnectionSettings,
  probe: Probe,
  context: CommandContext,
): Promise<Finding[]> {
  const { clock } = context;
  const reach = look(settings.id, 'reachability');
  const withinMs = Math.min(settings.timeoutMs, MAX_WAIT_MS);
  for (let attempt = 1; ; attempt++) {
    const question = probe.question(clock.now());
    const { host } = question.url;
    const answer = await ask(question, { clock, withinMs });
    if ('fault' in answer) {
      const { fault } = answer;
      const why = `${host}: ${NETWORK_REASONS[fault]}`;
      return [reach.fault({ code: NETWORK_CODES[fault], why, advice: NETWORK_ADVICE[fault].ofBaseUrl })];
    }
    const { heard } = answer;
    const reading = probe.read(heard.status, heard.json) ?? readStatus(heard);
    if (reading?.said === 'rateLimited' && attempt < QUOTA_ATTEMPTS) {
      await sleep(clock, QUOTA_PAUSE_MS);
      continue;
    }
    return [
      reach.ok(`${host} answers`),
      inspectClock(settings.id, heard, reading),
      reading === null
        ? look(settings.id, 'base URL').fault(notTheProvider(settings, heard))
        : judge(settings.id, probe, reading),
    ];
  }
}

/** What a status says when the provider itself says nothing; null: somebody else has answered. */
function readStatus({ status }: Heard): Reading | null {
  const code = `HTTP ${status}`;
  if (status === TOO_MANY_REQUESTS) return { said: 'rateLimited', code, keys: [] };
  return status >= FIRST_SERVER_ERROR ? { said: 'failed', code, keys: [] } : null;
}

const notTheProvider = ({ provider }: ConnectionSettings, { status }: Heard): Trouble => ({
  code: 'not-the-provider',
  why: `what answers there, with HTTP ${status}, is not ${provider}`,
  advice: 'correct baseUrl: the host of the region in which the app lives, and the path',
});

function judge(connectionId: string, { asks }: Probe, { said, code, keys }: Reading): Finding {
  if (said === 'accepted') return look(connectionId, 'credentials').ok(`${asks} was answered`);
  const { check, ...trouble } = TROUBLES[said];
  const about = keys.length === 0 ? '' : ` (${keys.join(', ')})`;
  return look(connectionId, check).fault({
    ...trouble,
    why: `${trouble.why}${about}: it answered ${asks} with ${code}`,
  });
}
