import { DataSourceError } from '../../../datasources/fault.ts';
import type { ConnectionSettings } from '../../../datasources/registry.ts';
import { assertChatInstalled } from '../../../datasources/tencent-im-sdk/chat-sdk.ts';
import type { ChatSettings } from '../../../datasources/tencent-im-sdk/settings.ts';
import { SECOND } from '../../../kernel/duration.ts';
import type { CommandContext } from '../../context.ts';
import { NETWORK_REASONS } from '../../network.ts';
import { ask } from '../ask.ts';
import { type Finding, look } from '../finding.ts';
import { tencentImProbe } from '../providers/tencent-im.ts';
import { inspectProvider } from './provider.ts';
import { NETWORK_ADVICE, NETWORK_CODES } from './troubles.ts';

const WITHIN_MS = 10 * SECOND;
/** Apps of the region China; for others the SDK has hosts of its own. */
const CHINESE_APP = /^14\d{8}$/;
/** A secret key as Tencent's console shows it. */
const SECRET_KEY = /^[0-9a-f]{64}$/i;

/**
 * What can be told of the driver `chat` without a login, which would throw out that of the service: whether the SDK is installed, whether
 * the hosts that it dials are reached, and whether Tencent takes the secret key, if another connection can ask for that.
 */
export async function inspectChat(
  settings: ChatSettings,
  connections: readonly ConnectionSettings[],
  context: CommandContext,
): Promise<Finding[]> {
  const [way, credentials] = await Promise.all([
    inspectWay(settings.id, hostsOf(settings.sdkAppId), context),
    inspectSecretKey(settings, connections, context),
  ]);
  return [inspectPackage(settings.id), way, ...credentials];
}

function inspectPackage(connectionId: string): Finding {
  const { ok, fault } = look(connectionId, 'SDK');
  try {
    assertChatInstalled();
    return ok('the package @tencentcloud/chat is installed');
  } catch (error) {
    if (!(error instanceof DataSourceError)) throw error;
    return fault({
      code: 'sdk-missing',
      why: error.message,
      advice: 'install it: `npm ci` does, unless it is told to omit optional packages',
    });
  }
}

/** Where the SDK connects to: one after the other, until one takes it (package @tencentcloud/chat 3.6.6). */
function hostsOf(sdkAppId: number): readonly URL[] {
  if (!CHINESE_APP.test(String(sdkAppId))) return [];
  return [new URL(`https://${sdkAppId}w4c.my-imcloud.com/`), new URL('https://wss.im.qcloud.com/')];
}

/** Whether one of these answers, whatever it says. */
export async function inspectWay(
  connectionId: string,
  urls: readonly URL[],
  { clock }: Pick<CommandContext, 'clock'>,
): Promise<Finding> {
  const { ok, skipped, fault } = look(connectionId, 'reachability');
  const [first] = urls;
  if (first === undefined) return skipped('outside of the region China only the SDK knows where it connects to');
  const answers = await Promise.all(urls.map((url) => ask({ url, method: 'GET' }, { clock, withinMs: WITHIN_MS })));
  const reached = urls.find((_, index) => 'heard' in (answers[index] ?? {}));
  if (reached !== undefined) return ok(`${reached.host} answers`);
  const reason = answers[0] !== undefined && 'fault' in answers[0] ? answers[0].fault : 'broken';
  return fault({
    code: NETWORK_CODES[reason],
    why: `${urls.map(({ host }) => host).join(' and ')}: ${NETWORK_REASONS[reason]}`,
    advice: `${NETWORK_ADVICE[reason].ofOthers}; the SDK uses WebSockets at port 443`,
  });
}

/**
 * Tencent is asked as for a `tencent-im` connection of the same app, with this connection's secret key. Where that is not possible only the
 * form of the key is looked at.
 */
async function inspectSecretKey(
  settings: ChatSettings,
  connections: readonly ConnectionSettings[],
  context: CommandContext,
): Promise<Finding[]> {
  const { skipped, warning } = look(settings.id, 'credentials');
  const { id, secretKey, sdkAppId } = settings;
  const ofSameApp = connections.find((other) => other.provider === 'tencent-im' && other.sdkAppId === sdkAppId);
  if (ofSameApp?.provider === 'tencent-im') {
    const probe = tencentImProbe({ ...ofSameApp, secretKey }, context.random);
    const found = await inspectProvider({ ...ofSameApp, id }, probe, context);
    // What else is found is wrong with the other connection, and told there.
    const about = found.filter(({ check }) => check === 'credentials' || check === 'clock');
    if (about.some(({ check }) => check === 'credentials')) return about;
  }
  if (!SECRET_KEY.test(secretKey))
    return [
      warning({
        code: 'secret-malformed',
        why: `secretKey is none of Tencent's, which have 64 digits from 0 to f; it has ${secretKey.length} characters`,
        advice: "copy it anew from the app's page in Tencent's console",
      }),
    ];
  const instead = ofSameApp === undefined ? 'a tencent-im connection of the same app' : ofSameApp.id;
  return [skipped(`a login here would throw out that of the service; ${instead} could tell`)];
}
