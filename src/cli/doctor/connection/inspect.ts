import type { ConnectionSettings } from '../../../datasources/registry.ts';
import type { CommandContext } from '../../context.ts';
import { type Finding, look } from '../finding.ts';
import { probeFor } from '../providers/probes.ts';
import type { Questions } from '../questions.ts';
import { inspectGroup } from './group.ts';
import { inspectQuota } from './quota.ts';
import { inspectProvider } from './provider.ts';
import { inspectWebhooks } from './webhooks.ts';

/** Everything about one connection: the provider first, then what only makes sense when that is well. */
export async function inspectConnection(
  settings: ConnectionSettings,
  { group, publicUrl }: Questions,
  context: CommandContext,
): Promise<Finding[]> {
  const probe = probeFor(settings, context.random);
  const provider =
    probe === null
      ? [look(settings.id, 'provider').skipped('a login here would throw out that of the service')]
      : await inspectProvider(settings, probe, context);
  const isWell = provider.every(({ verdict }) => verdict !== 'fault');
  const asked = group !== null && group.connectionId === settings.id ? group : null;
  return [
    ...provider,
    inspectQuota(settings),
    ...(await inspectWebhooks(settings, publicUrl, context)),
    ...(asked !== null && isWell ? [await inspectGroup(settings, asked, context)] : []),
  ];
}
