import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/kernel/duration.ts';
import { DELAY_SPREAD, delayToNextRound, type Followed } from '../../src/reconciliation/schedule.ts';
import { FIRST_ROUND_MS } from '../../src/store/store.ts';

const someone: Followed = { round: 0, invited: 1, joined: 0, followsAll: false, ending: 'told' };
const delay = (followed: Partial<Followed>): number | null => delayToNextRound({ ...someone, ...followed }, () => 0);

describe('the next round', () => {
  it('comes 3, 15, 60 and 300 seconds after somebody was invited', () => {
    const instants = [FIRST_ROUND_MS];
    for (const round of [0, 1, 2]) instants.push((instants.at(-1) ?? 0) + (delay({ round }) ?? 0));
    expect(instants).toEqual([3, 15, 60, 300].map((seconds) => seconds * SECOND));
  });

  it('comes ever less often after that, and never less often than its limit', () => {
    expect([3, 4, 5].map((round) => delay({ round }))).toEqual([10 * MINUTE, 20 * MINUTE, 40 * MINUTE]);
    expect(delay({ round: 60 })).toBe(6 * HOUR);
    expect(delay({ round: 60, invited: 0, joined: 1 })).toBe(DAY);
  });

  it('does not hurry when nobody is invited, unless the provider told nothing', () => {
    expect(delay({ invited: 0, joined: 1 })).toBe(10 * MINUTE);
    expect(delay({ invited: 0, joined: 1, ending: 'refused' })).toBe(12 * SECOND);
    expect(delay({ invited: 0, joined: 1, ending: 'unanswered' })).toBe(12 * SECOND);
  });

  it('comes never where nothing can change that would have to be known', () => {
    expect(delay({ invited: 0 })).toBeNull();
    expect(delay({ invited: 0, ending: 'refused' })).toBeNull();
    expect(delay({ invited: 0, followsAll: true })).toBe(10 * MINUTE);
  });

  it('comes a few times more where nobody is left, when the provider gave no answer whether that is true', () => {
    const rounds = [0, 1, 2, 3].map((round) => delay({ round, invited: 0, ending: 'unanswered' }));
    expect(rounds).toEqual([12 * SECOND, 45 * SECOND, 4 * MINUTE, null]);
  });

  it('is put off by a share that is drawn, after the early ones', () => {
    const later = { ...someone, round: 3 };
    expect(delayToNextRound(later, () => 1)).toBe(Math.round(10 * MINUTE * (1 + DELAY_SPREAD)));
    expect(delayToNextRound(someone, () => 1)).toBe(12 * SECOND);
  });
});
