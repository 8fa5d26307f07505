import { type Config, isLoopback } from '../../../config/config.ts';
import { SECOND } from '../../../kernel/duration.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { maskedUrl } from '../../configuration/masked.ts';
import { NETWORK_REASONS } from '../../network.ts';
import { ask } from '../ask.ts';
import { type Finding, look } from '../finding.ts';

/** Bytes of a secret below which it can be guessed: HS256 wants as many as its hash has (RFC 7518, 3.2). */
const MIN_SECRET_BYTES = 32;
const KEYS_WITHIN_MS = 10 * SECOND;

/** Who may ask, and whether tokens can be judged. */
export async function inspectAccess({ auth, server }: Config, clock: Clock): Promise<Finding[]> {
  const { ok, warning } = look('access', 'callers');
  if (auth === undefined) return [ok(`only programs on this machine, for ${server.host} is a loopback address`)];
  if (auth === 'none') {
    if (isLoopback(server.host)) return [ok('everybody on this machine')];
    return [
      warning({
        code: 'access-open',
        why: `everybody who reaches ${server.host}: something in front of it has to control access`,
        advice: 'keep the port behind it, or configure auth',
      }),
    ];
  }
  const findings: Finding[] = [];
  if (auth.jwt?.secret !== undefined) findings.push(inspectSecret('token secret', auth.jwt.secret));
  if (auth.jwt?.jwksUrl !== undefined) findings.push(await inspectKeys(auth.jwt.jwksUrl, clock));
  if (auth.routerSecret !== undefined) findings.push(inspectSecret('router secret', auth.routerSecret));
  return findings;
}

function inspectSecret(check: string, secret: string): Finding {
  const { ok, warning } = look('access', check);
  const bytes = Buffer.byteLength(secret);
  if (bytes >= MIN_SECRET_BYTES) return ok(`${bytes} bytes long`);
  return warning({
    code: 'secret-short',
    why: `it is ${bytes} bytes long, so that it may be guessed`,
    advice: `make one of ${MIN_SECRET_BYTES} random bytes or more`,
  });
}

async function inspectKeys(url: string, clock: Clock): Promise<Finding> {
  const { ok, fault } = look('access', 'published keys');
  const advice = 'correct auth.jwt.jwksUrl, or open the way there: without keys no token can be judged';
  const shown = maskedUrl(url);
  const answer = await ask({ url: new URL(url), method: 'GET' }, { clock, withinMs: KEYS_WITHIN_MS });
  if ('fault' in answer)
    return fault({ code: 'keys-unreachable', why: `${shown}: ${NETWORK_REASONS[answer.fault]}`, advice });
  const { keys } = Object(answer.heard.json) as { readonly keys?: unknown };
  if (Array.isArray(keys) && keys.length > 0) return ok(`${shown} has ${keys.length} keys`);
  return fault({ code: 'keys-missing', why: `${shown} answered HTTP ${answer.heard.status} without a key`, advice });
}
