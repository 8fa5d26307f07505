import { useLanguage } from '../language/language.ts';
import { estimate, type Quota } from '../../src/kernel/estimate.ts';

/** How long the quota will make it take, before anything is sent. */
export function EstimateLine({ members, quota }: { members: number; quota: Quota }) {
  const { words, formats } = useLanguage();
  if (members === 0) return null;
  const { calls, durationMs } = estimate(members, quota);
  const count = formats.number(calls);
  return (
    <p className="estimate">
      {durationMs === 0 ? words.invite.atOnce(count) : words.invite.estimate(count, formats.duration(durationMs))}
    </p>
  );
}
