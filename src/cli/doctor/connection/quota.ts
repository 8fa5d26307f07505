import { effectiveCapabilities } from '../../../datasources/capabilities.ts';
import { type ConnectionSettings, PROVIDERS } from '../../../datasources/registry.ts';
import { numbered } from '../../words.ts';
import { type Finding, look } from '../finding.ts';

/** What is spent, and whether that is more than the provider allows by itself. */
export function inspectQuota(settings: ConnectionSettings): Finding {
  const { ok, warning } = look(settings.id, 'limits');
  const { capabilities } = PROVIDERS[settings.provider];
  const { membersPerCall, callsPerSecond, quotaScope, readsPerSecond } = effectiveCapabilities(capabilities, settings);
  const scope = quotaScope.toLowerCase();
  const calls = `${numbered(callsPerSecond, 'call')} a second and ${scope}, ${numbered(membersPerCall, 'member')} a call`;
  const why = `${calls}, ${numbered(readsPerSecond, 'read')} a second`;
  const above = (['membersPerCall', 'callsPerSecond', 'readsPerSecond'] as const).filter(
    (name) => (settings.limits[name] ?? 0) > capabilities[name],
  );
  if (above.length === 0) return ok(why);
  return warning({
    code: 'limits-above-provider',
    why: `${why}; ${above.join(', ')} above what ${settings.provider} allows by itself`,
    advice: 'keep them only where the plan allows more: calls above the quota are refused, and tried again later',
  });
}
