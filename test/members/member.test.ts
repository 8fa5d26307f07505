import { describe, expect, it } from 'vitest';
import { MemberState } from '../../src/kernel/vocabulary.ts';
import { type SettledAs, stateOnInvite, stateOnSettled } from '../../src/members/member.ts';
import { canMove } from '../../src/members/transitions.ts';

const STATES = Object.values(MemberState);
const END_STATES: readonly MemberState[] = ['DECLINED', 'EXPIRED', 'FAILED', 'CANCELLED', 'LEFT', 'REMOVED'];

/** As the contract writes them: `QUEUED → INVITED | JOINED | FAILED | CANCELLED` and so on. */
const LEGAL: Readonly<Record<MemberState, string>> = {
  QUEUED: 'CANCELLED FAILED INVITED JOINED',
  INVITED: 'CANCELLED DECLINED EXPIRED FAILED JOINED',
  JOINED: 'LEFT REMOVED',
  DECLINED: 'JOINED QUEUED',
  EXPIRED: 'JOINED QUEUED',
  FAILED: 'JOINED QUEUED',
  CANCELLED: 'JOINED QUEUED',
  LEFT: 'JOINED QUEUED',
  REMOVED: 'JOINED QUEUED',
};

describe('the moves of a membership', () => {
  it.each(STATES)('from %s are the legal ones', (from) => {
    expect(
      STATES.filter((to) => canMove(from, to))
        .toSorted()
        .join(' '),
    ).toBe(LEGAL[from]);
  });

  it('begin with an invite or with what the provider shows', () => {
    expect(STATES.filter((to) => canMove(null, to)).toSorted()).toEqual([
      'INVITED',
      'JOINED',
      'LEFT',
      'QUEUED',
      'REMOVED',
    ]);
  });

  it('lead to JOINED from everywhere else, and never to where it is', () => {
    for (const state of STATES) {
      expect(canMove(state, state)).toBe(false);
      expect(canMove(state, 'JOINED')).toBe(state !== 'JOINED');
    }
  });
});

describe('the state on an invite', () => {
  it('is QUEUED for a member of whom nothing is known, or who is in an end state', () => {
    expect(stateOnInvite(null)).toBe('QUEUED');
    for (const state of END_STATES) expect(stateOnInvite(state)).toBe('QUEUED');
  });

  it('stays for a member who is in, invited or queued', () => {
    for (const state of ['QUEUED', 'INVITED', 'JOINED'] as const) expect(stateOnInvite(state)).toBeNull();
  });
});

describe('the state on a result', () => {
  /** From where, as what, whether others wait; and the new state, if there is one. */
  const table: [MemberState, SettledAs, boolean, MemberState | null][] = [
    ['QUEUED', 'joined', false, 'JOINED'],
    ['QUEUED', 'joined', true, 'JOINED'],
    ['QUEUED', 'invited', false, 'INVITED'],
    ['QUEUED', 'invited', true, 'INVITED'],
    ['QUEUED', 'failed', false, 'FAILED'],
    ['QUEUED', 'failed', true, null],
    ['QUEUED', 'cancelled', false, 'CANCELLED'],
    ['QUEUED', 'cancelled', true, null],
    ['INVITED', 'joined', false, 'JOINED'],
    ['INVITED', 'invited', false, null],
    ['INVITED', 'failed', false, null],
    ['INVITED', 'cancelled', false, null],
    ['JOINED', 'joined', false, null],
    ['JOINED', 'invited', false, null],
    ['JOINED', 'failed', false, null],
    ['JOINED', 'cancelled', false, null],
  ];
  it.each(table)('for one who is %s and %s, while others wait %s, is %s', (current, as, othersWait, state) => {
    expect(stateOnSettled(current, as, othersWait)).toBe(state);
  });

  it('is JOINED wherever the provider let the member in, and never an illegal move', () => {
    for (const current of STATES) {
      for (const as of ['joined', 'invited', 'failed', 'cancelled'] as const) {
        for (const othersWait of [false, true]) {
          const state = stateOnSettled(current, as, othersWait);
          if (state !== null) expect(canMove(current, state)).toBe(true);
          if (as === 'joined') expect(state ?? current).toBe('JOINED');
        }
      }
    }
  });
});
