import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/kernel/clock.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('a sleep', () => {
  it('ends when its time has passed, and not before', async () => {
    const clock = new ManualClock();
    let over = false;
    const sleeping = sleep(clock, 100).then(() => (over = true));
    clock.advance(99);
    await Promise.resolve();
    expect(over).toBe(false);
    clock.advance(1);
    await sleeping;
    expect(over).toBe(true);
  });

  it('ends at once when it is called off, and leaves no timer behind', async () => {
    const clock = new ManualClock();
    const called = new AbortController();
    const sleeping = sleep(clock, 100, called.signal);
    called.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
  });

  it('does not begin when it was called off before', async () => {
    const clock = new ManualClock();
    await expect(sleep(clock, 100, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    expect(clock.pending).toBe(0);
  });

  it('is not disturbed by what is called off afterwards', async () => {
    const clock = new ManualClock();
    const called = new AbortController();
    const sleeping = sleep(clock, 100, called.signal);
    clock.advance(100);
    await sleeping;
    called.abort(new Error('too late'));
    expect(clock.pending).toBe(0);
  });
});
