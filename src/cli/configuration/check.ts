import { stringify } from 'yaml';
import type { Config } from '../../config/config.ts';
import type { Problem } from '../../config/problem.ts';
import { effectiveCapabilities } from '../../datasources/capabilities.ts';
import { type ConnectionSettings, PROVIDERS } from '../../datasources/registry.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode, usageError } from '../exit.ts';
import { loadForced } from './load.ts';
import { masked } from './masked.ts';

/** `rollcall config check`. */
export async function checkConfiguration(
  { config: path, json = false }: { readonly config?: string; readonly json?: boolean },
  { terminal, environment }: CommandContext,
): Promise<ExitCode> {
  if (path === undefined) throw usageError('no configuration is named: --config or ROLLCALL_CONFIG names one');
  const { loaded, overridden } = loadForced(path, environment);
  if ('problems' in loaded) {
    if (json) await terminal.print(JSON.stringify({ problems: loaded.problems }, null, 2));
    else tellProblems(path, loaded.problems, terminal.tell);
    return EXIT.notAllWell;
  }
  if (overridden.length > 0) terminal.tell(`from the environment, over the file: ${overridden.join(', ')}`);
  const shown = shownOf(loaded.config);
  await terminal.print(json ? JSON.stringify(shown, null, 2) : stringify(shown).trimEnd());
  return EXIT.done;
}

function tellProblems(path: string, problems: readonly Problem[], tell: (line: string) => void): void {
  tell(`${path} cannot be used:`);
  for (const problem of problems) tell(`  ${problem.path}: ${problem.message}`);
}

/** Defaults included; durations under names that tell their unit. */
function shownOf(config: Config): unknown {
  const { subscriptions, connections, auth } = config;
  const { retention: retentionMs, ...otherSubscriptions } = subscriptions;
  return masked({
    ...config,
    auth: auth ?? 'absent: only this machine is answered',
    subscriptions: { ...otherSubscriptions, retentionMs },
    connections: connections.map(({ inviteExpiresAfter: inviteExpiresAfterMs, ...others }) => ({
      ...others,
      inviteExpiresAfterMs,
      limits: limitsOf(others),
    })),
  });
}

function limitsOf(settings: Pick<ConnectionSettings, 'provider' | 'limits'>): object {
  const { capabilities } = PROVIDERS[settings.provider];
  const { membersPerCall, callsPerSecond, quotaScope, readsPerSecond } = effectiveCapabilities(capabilities, settings);
  return { membersPerCall, callsPerSecond, scope: quotaScope.toLowerCase(), readsPerSecond };
}
