import { MINUTE, SECOND } from '../../../kernel/duration.ts';
import type { Heard } from '../ask.ts';
import { type Finding, look } from '../finding.ts';
import type { Reading } from '../providers/probe.ts';
import { TROUBLES } from './troubles.ts';

/** From here on a clock is not kept. */
const WARNING_FROM_MS = 5 * SECOND;
/** From here on signed webhooks are taken for old ones; signatures of calls hold for longer. */
const FAULT_FROM_MS = MINUTE;

/** By the `Date` of the answer; where signatures are refused as well, that finding tells. */
export function inspectClock(connectionId: string, { clockAheadMs }: Heard, reading: Reading | null): Finding {
  const { ok, skipped, warning, fault } = look(connectionId, 'clock');
  if (clockAheadMs === null) return skipped('the answer has no date');
  const offMs = Math.abs(clockAheadMs);
  if (offMs < WARNING_FROM_MS)
    return reading?.said === 'clockOff'
      ? skipped("the answer's date is ours; the signature tells otherwise")
      : ok('agrees with that of the provider');
  const seconds = Math.round(offMs / SECOND);
  const { code, advice } = TROUBLES.clockOff;
  const why = `our clock is ${seconds} seconds ${clockAheadMs > 0 ? 'behind' : 'ahead of'} that of the provider`;
  return (offMs < FAULT_FROM_MS ? warning : fault)({ code, why, advice });
}
