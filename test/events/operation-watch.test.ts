import { describe, expect, it } from 'vitest';
import { OperationWatch } from '../../src/events/operation-watch.ts';
import { operationAt } from './operations.ts';

describe('the watch of operations', () => {
  it('tells those who wait for an operation how it stands, and nobody else', () => {
    const watch = new OperationWatch();
    const seen: string[] = [];
    watch.watch('a', ({ counts }) => void seen.push(`one: a ${counts.queued}`));
    watch.watch('a', ({ counts }) => void seen.push(`two: a ${counts.queued}`));
    watch.watch('b', ({ counts }) => void seen.push(`three: b ${counts.queued}`));
    watch.publish([operationAt(2, { id: 'a' }), operationAt(5, { id: 'unwatched' })]);
    watch.publish([operationAt(1, { id: 'b' })]);
    expect(seen).toEqual(['one: a 2', 'two: a 2', 'three: b 1']);
  });

  it('forgets who does not wait any more', () => {
    const watch = new OperationWatch();
    const seen: number[] = [];
    const ends = [watch.watch('a', () => void seen.push(1)), watch.watch('a', () => void seen.push(2))];
    ends[0]?.();
    watch.publish([operationAt(2, { id: 'a' })]);
    expect(seen).toEqual([2]);
    expect(watch.watched).toBe(1);
    ends[1]?.();
    expect(watch.watched).toBe(0);
  });

  it('keeps telling those who began to wait after an earlier watch was ended, and ended again', () => {
    const watch = new OperationWatch();
    const end = watch.watch('a', () => {});
    end();
    const seen: number[] = [];
    watch.watch('a', ({ counts }) => void seen.push(counts.queued));
    end();
    watch.publish([operationAt(3, { id: 'a' })]);
    expect(seen).toEqual([3]);
    expect(watch.watched).toBe(1);
  });

  it('lets a listener end its own watch while it is told', () => {
    const watch = new OperationWatch();
    const seen: string[] = [];
    const end = watch.watch('a', () => {
      seen.push('one');
      end();
    });
    watch.watch('a', () => void seen.push('two'));
    watch.publish([operationAt(1, { id: 'a' })]);
    watch.publish([operationAt(0, { id: 'a' })]);
    expect(seen).toEqual(['one', 'two', 'two']);
  });
});
