import { describe, expect, it } from 'vitest';
import { Coalesced } from '../../src/events/coalesced.ts';
import { Turns } from '../../src/events/turns.ts';
import { settle } from './log.ts';

describe('turns', () => {
  it('let so much go on at once, and the rest in order, whether it fails or not', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    const works = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
    const results = Promise.allSettled(
      works.map(({ promise }, index) =>
        turns.run(() => {
          begun.push(index);
          return promise;
        }),
      ),
    );
    await settle();
    expect(begun).toEqual([0, 1]);
    works[1]?.reject(new Error('failed'));
    await settle();
    expect(begun).toEqual([0, 1, 2]);
    for (const [index, { resolve }] of works.entries()) resolve(index);
    expect((await results).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(await turns.run(async () => 'free again')).toBe('free again');
  });
});

describe('a coalesced read', () => {
  it('is one for those who ask together, and never one that began before the question', async () => {
    const answers: PromiseWithResolvers<number>[] = [];
    const coalesced = new Coalesced(() => {
      const answer = Promise.withResolvers<number>();
      answers.push(answer);
      return answer.promise;
    });
    const early = [coalesced.ask(), coalesced.ask()];
    await settle();
    const late = [coalesced.ask(), coalesced.ask()];
    await settle();
    expect(answers).toHaveLength(1);
    answers[0]?.resolve(1);
    expect(await Promise.all(early)).toEqual([1, 1]);
    await settle();
    answers[1]?.reject(new Error('failed'));
    const failures = await Promise.allSettled(late);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = coalesced.ask();
    await settle();
    answers[2]?.resolve(3);
    expect(await again).toBe(3);
  });
});
