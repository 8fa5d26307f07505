import { BlockList, isIP } from 'node:net';
import { type ConnectionSettings, PROVIDERS } from '../../../datasources/registry.ts';
import { SECOND } from '../../../kernel/duration.ts';
import { maskedUrl } from '../../configuration/masked.ts';
import type { CommandContext } from '../../context.ts';
import { NETWORK_REASONS } from '../../network.ts';
import { ask, type Heard } from '../ask.ts';
import { type Finding, look } from '../finding.ts';

/** Characters of a secret in a path below which it can be found by trying. */
const MIN_PATH_SECRET = 16;
const WITHIN_MS = 10 * SECOND;
const UNAUTHENTICATED = 401;
const FIRST_REFUSAL = 300;

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');

/** Whether webhooks can be told from forgeries, and whether they arrive. */
export async function inspectWebhooks(
  settings: ConnectionSettings,
  publicUrl: URL | null,
  { clock }: CommandContext,
): Promise<Finding[]> {
  if (!PROVIDERS[settings.provider].capabilities.reportsChanges)
    return [look(settings.id, 'webhook').skipped(`${settings.provider} sends none; rounds find what changes`)];
  const secret = inspectSecret(settings);
  if (secret.verdict !== 'ok' && secret.code === 'webhook-without-secret') return [secret];
  const address = look(settings.id, 'address');
  if (publicUrl === null)
    return [secret, address.skipped('--public-url says where providers reach the service, and has that looked at')];
  const path = `${publicUrl.pathname.replace(/\/$/, '')}/webhooks/${settings.id}`;
  const url = new URL(path, publicUrl);
  const answer = await ask({ url, method: 'POST', body: {} }, { clock, withinMs: WITHIN_MS });
  const arrival =
    'fault' in answer
      ? address.fault({
          code: 'webhook-unreachable',
          why: `${maskedUrl(url.href)}: ${NETWORK_REASONS[answer.fault]}`,
          advice: 'open the way from outside to /webhooks/, and give the provider that address',
        })
      : judgeArrival(settings.id, maskedUrl(url.href), answer.heard);
  return [secret, ...inspectAddress(settings.id, publicUrl), arrival];
}

function inspectSecret(settings: ConnectionSettings): Finding {
  const { ok, warning } = look(settings.id, 'webhook');
  const webhook = 'webhook' in settings ? settings.webhook : undefined;
  if (webhook === undefined)
    return warning({
      code: 'webhook-without-secret',
      why: 'no secret tells webhooks from forgeries, so none is taken: changes are found by rounds alone, minutes later',
      advice: 'give the connection a webhook (docs/webhooks.md), and the provider its address',
    });
  const pathSecret = 'pathSecret' in webhook ? webhook.pathSecret : undefined;
  if (pathSecret === undefined || pathSecret.length >= MIN_PATH_SECRET) return ok('has a secret');
  return warning({
    code: 'webhook-secret-short',
    why: `its pathSecret has ${pathSecret.length} characters, so that it may be guessed`,
    advice: `make one of ${MIN_PATH_SECRET} random characters or more`,
  });
}

/** What is wrong with the address as providers would use it. */
function inspectAddress(connectionId: string, { protocol, hostname }: URL): Finding[] {
  const { fault, warning } = look(connectionId, 'address');
  const findings: Finding[] = [];
  if (protocol !== 'https:')
    findings.push(
      fault({
        code: 'webhook-not-https',
        why: 'the address is not https: secrets would travel for everybody to read, and most providers take none',
        advice: 'put a proxy with a certificate in front, and give the provider its https address',
      }),
    );
  if (isPrivate(hostname))
    findings.push(
      warning({
        code: 'webhook-not-public',
        why: `${hostname} is an address that only machines nearby can reach`,
        advice: 'give the provider an address that the internet can reach',
      }),
    );
  return findings;
}

function isPrivate(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (version === 0) return address === 'localhost' || address.endsWith('.local');
  return PRIVATE.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** An unsigned webhook was posted: a Rollcall that takes this connection's refuses it in its own words. */
function judgeArrival(connectionId: string, href: string, { status, json }: Heard): Finding {
  const { ok, fault } = look(connectionId, 'address');
  if (status === UNAUTHENTICATED && isOurs(json)) return ok(`${href} is this service's, and takes no unsigned webhook`);
  if (status < FIRST_REFUSAL)
    return fault({
      code: 'webhook-unsigned',
      why: `${href} takes a webhook that nobody has signed`,
      advice: 'let nothing in front answer for the service, and look whose configuration it runs with',
    });
  return fault({
    code: 'webhook-elsewhere',
    why: `what answers at ${href}, with HTTP ${status}, takes no webhooks of this connection`,
    advice: 'let /webhooks/ through to the service, and start it with this configuration',
  });
}

function isOurs(json: unknown): boolean {
  const { errors } = Object(json) as { readonly errors?: unknown };
  return Array.isArray(errors);
}
