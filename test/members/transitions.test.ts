import { describe, expect, it } from 'vitest';
import { MemberState } from '../../src/kernel/vocabulary.ts';
import { END_STATES, stateAfter, TRANSITIONS } from '../../src/members/transitions.ts';

const STATES = [null, ...Object.values(MemberState)];

describe('the table of moves', () => {
  it('takes a state on one occurrence to one state only, never to itself, and names a cause', () => {
    const pairs = TRANSITIONS.map(({ from, on }) => `${from} ${on}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    for (const { from, to, causes } of TRANSITIONS) {
      expect(to).not.toBe(from);
      expect(causes.length).toBeGreaterThan(0);
    }
  });

  it('brings everybody in whom the provider shows', () => {
    for (const state of STATES) expect(stateAfter(state, 'seenIn') ?? state).toBe('JOINED');
  });

  it('never leaves somebody in whom the provider shows outside, and touches nobody else', () => {
    for (const state of STATES) expect(stateAfter(state, 'seenOut')).toBe(state === 'JOINED' ? 'LEFT' : null);
  });

  it('does nothing twice: what happened once more leaves the state alone', () => {
    for (const { on, to } of TRANSITIONS) expect(stateAfter(to, on)).toBeNull();
  });

  it('leads out of an end state only by a new invite or by coming in', () => {
    for (const { from, to } of TRANSITIONS) {
      if (from !== null && END_STATES.includes(from)) expect(['QUEUED', 'JOINED']).toContain(to);
    }
  });

  it('can reach every state', () => {
    expect(new Set(TRANSITIONS.map(({ to }) => to))).toEqual(new Set(Object.values(MemberState)));
  });
});
