import type { ConnectionSettings } from '../../../datasources/registry.ts';
import type { CommandContext } from '../../context.ts';
import type { ChatSettings } from '../../../datasources/tencent-im-sdk/settings.ts';
import type { Finding } from '../finding.ts';
import { probeFor } from '../providers/probes.ts';
import type { Questions } from '../questions.ts';
import { inspectChat } from './chat.ts';
import { inspectGroup } from './group.ts';
import { inspectQuota } from './quota.ts';
import { inspectProvider } from './provider.ts';
import { inspectWebhooks } from './webhooks.ts';

/**
 * Everything about one connection: the provider first, then what only makes sense when that is well.
 *
 * @param connections all that are configured
 */
export async function inspectConnection(
  settings: ConnectionSettings,
  connections: readonly ConnectionSettings[],
  { group, publicUrl }: Questions,
  context: CommandContext,
): Promise<Finding[]> {
  const provider = isChat(settings)
    ? await inspectChat(settings, connections, context)
    : await inspectProvider(settings, probeFor(settings, context.random), context);
  const isWell = provider.every(({ verdict }) => verdict !== 'fault');
  const asked = group !== null && group.connectionId === settings.id ? group : null;
  return [
    ...provider,
    inspectQuota(settings),
    ...(await inspectWebhooks(settings, publicUrl, context)),
    ...(asked !== null && isWell ? [await inspectGroup(settings, asked, context)] : []),
  ];
}

const isChat = (settings: ConnectionSettings): settings is ChatSettings =>
  settings.provider === 'tencent-im-sdk' && settings.driver === 'chat';
