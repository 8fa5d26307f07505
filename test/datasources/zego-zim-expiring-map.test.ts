import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpiringMap } from '../../src/datasources/zego-zim/expiring-map.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('a map that forgets', () => {
  it('keeps a value for its time, and not a millisecond longer', () => {
    const clock = new ManualClock();
    const map = new ExpiringMap<string>(2, clock);
    map.set('a', 'ann', 100);
    clock.advance(99);
    expect(map.get('a')).toBe('ann');
    clock.advance(1);
    expect(map.get('a')).toBeUndefined();
    expect(map.size).toBe(0);
  });

  it('gives up what was longest not asked for', () => {
    const map = new ExpiringMap<string>(2, new ManualClock());
    map.set('a', 'ann', 100);
    map.set('b', 'bob', 100);
    map.get('a');
    map.set('c', 'cid', 100);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual(['ann', undefined, 'cid']);
  });

  it('never holds more than it may, nor tells anything but what was set last', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), key, value: fc.nat(), lifeMs: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ kind: fc.constant('get' as const), key }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step), (maxSize, steps) => {
        const clock = new ManualClock();
        const map = new ExpiringMap<number>(maxSize, clock);
        const last = new Map<string, { value: number; untilMs: number }>();
        for (const each of steps) {
          if (each.kind === 'pass') clock.advance(each.ms);
          if (each.kind === 'set') {
            map.set(each.key, each.value, each.lifeMs);
            last.set(each.key, { value: each.value, untilMs: clock.now() + each.lifeMs });
            expect(map.get(each.key)).toBe(each.value);
          }
          if (each.kind === 'get') {
            const { value, untilMs } = last.get(each.key) ?? { value: undefined, untilMs: 0 };
            expect([undefined, untilMs > clock.now() ? value : undefined]).toContain(map.get(each.key));
          }
          expect(map.size).toBeLessThanOrEqual(maxSize);
        }
      }),
    );
  });
});
