import { QuotaScope } from '../kernel/vocabulary.ts';
import type { Capabilities } from './datasource.ts';
import type { LimitSettings } from './settings.ts';

const SCOPES = { connection: QuotaScope.CONNECTION, group: QuotaScope.GROUP } as const;

/** What one connection can do: the provider's defaults, with the configured limits in place of its numbers. */
export function effectiveCapabilities(
  defaults: Capabilities,
  settings: { readonly limits: LimitSettings; readonly webhook?: unknown },
): Capabilities {
  const { limits } = settings;
  return {
    ...defaults,
    membersPerCall: limits.membersPerCall ?? defaults.membersPerCall,
    callsPerSecond: limits.callsPerSecond ?? defaults.callsPerSecond,
    readsPerSecond: limits.readsPerSecond ?? defaults.readsPerSecond,
    quotaScope: limits.scope === undefined ? defaults.quotaScope : SCOPES[limits.scope],
    // Without its secrets a webhook cannot be told from a forgery, so none is taken.
    reportsChanges: defaults.reportsChanges && settings.webhook !== undefined,
  };
}
