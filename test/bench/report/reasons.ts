import { type Reason, REASONS } from '../reasons.ts';
import type { Verdict } from './result.ts';

/** Why targets are missed that this run has missed, each reason once; those without one are named as well. */
export function renderReasons(verdicts: readonly Verdict[]): string {
  const missed = verdicts.filter(({ met }) => met === false);
  if (missed.length === 0) return '';
  const byReason = Map.groupBy(missed, (verdict) => REASONS.find((reason) => isWhy(reason, verdict)) ?? null);
  const parts = [...byReason].map(([reason, ones]) => {
    const works = ones.map(({ target, work, reached, aim }) => `- ${target}, ${work}: ${reached}, ${aim}`).join('\n');
    return reason === null
      ? `Nothing is written down yet in \`test/bench/reasons.ts\` of:\n\n${works}`
      : [`**${reason.title}**`, works, reason.why, ...(reason.tried === '' ? [] : [`Tried: ${reason.tried}`])].join(
          '\n\n',
        );
  });
  return ['## Why targets are missed', ...parts].join('\n\n');
}

const isWhy = (reason: Reason, { target, work }: Verdict): boolean =>
  reason.target === target && reason.work.test(work);
