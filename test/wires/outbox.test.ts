import { describe, expect, it } from 'vitest';
import { MAX_BATCH, MAX_WAITING_TOPICS, Outbox } from '../../src/wires/outbox.ts';
import { GAP_KEY } from '../../src/wires/topic-key.ts';
import { settle } from '../events/log.ts';

/** Takes batches, each of which stays under way until it is let go. */
function sender() {
  const batches: string[][] = [];
  const underWay: PromiseWithResolvers<void>[] = [];
  const send = (batch: readonly string[]): Promise<void> => {
    batches.push([...batch]);
    const sending = Promise.withResolvers<void>();
    underWay.push(sending);
    return sending.promise;
  };
  return {
    batches,
    send,
    /** Lets the oldest batch be over. */
    async over(error?: Error): Promise<void> {
      const sending = underWay.shift();
      if (error === undefined) sending?.resolve();
      else sending?.reject(error);
      await settle();
    },
  };
}

const keys = (count: number, first = 0): string[] => Array.from({ length: count }, (_, index) => `k${first + index}`);

describe('the outbox', () => {
  it('sends at once when nothing is under way, and gathers meanwhile, each topic once', async () => {
    const { batches, send, over } = sender();
    const outbox = new Outbox();
    outbox.open(send);
    outbox.add(['a', 'b']);
    outbox.add(['c']);
    outbox.add(['a', 'c']);
    expect(batches).toEqual([['a', 'b']]);
    await over();
    expect(batches.slice(1)).toEqual([['c', 'a']]);
    await over();
    outbox.add([]);
    expect(batches).toHaveLength(2);
  });

  it('sends so many at once', async () => {
    const { batches, send, over } = sender();
    const outbox = new Outbox();
    outbox.open(send);
    outbox.add(keys(MAX_BATCH + 1));
    await over();
    await over();
    expect(batches).toEqual([keys(MAX_BATCH), keys(1, MAX_BATCH)]);
  });

  it('keeps so many and no more, and then tells of a gap alone', async () => {
    const { batches, send, over } = sender();
    const outbox = new Outbox();
    outbox.open(send);
    outbox.add(['first']);
    outbox.add(keys(MAX_WAITING_TOPICS));
    outbox.add(['one too many']);
    outbox.add(['dropped as well']);
    await over();
    expect(batches.slice(1)).toEqual([[GAP_KEY]]);
    outbox.add(['later']);
    await over();
    expect(batches.slice(2)).toEqual([['later']]);
  });

  it('tells of a gap when the connection stands again, if anything was dropped', async () => {
    const outbox = new Outbox();
    const first = sender();
    outbox.open(first.send);
    outbox.shut();
    const second = sender();
    outbox.open(second.send);
    expect([first.batches, second.batches]).toEqual([[], []]);
    outbox.shut();
    outbox.add([]);
    outbox.add(['dropped']);
    const third = sender();
    outbox.open(third.send);
    outbox.add(['a']);
    expect(third.batches).toEqual([[GAP_KEY]]);
    await third.over();
    expect(third.batches).toEqual([[GAP_KEY], ['a']]);
  });

  it('counts as dropped what was under way or waited when the connection ended, also a gap', async () => {
    const outbox = new Outbox();
    for (const ending of [undefined, new Error('no answer')]) {
      const { batches, send, over } = sender();
      outbox.open(send);
      outbox.add(['a']);
      if (ending !== undefined) await over(ending);
      outbox.add(['b']);
      outbox.shut();
      await over();
      expect(batches).toHaveLength(1);
    }
    const { batches, send } = sender();
    outbox.open(send);
    expect(batches).toEqual([[GAP_KEY]]);
    outbox.shut();
    const last = sender();
    outbox.open(last.send);
    expect(last.batches).toEqual([[GAP_KEY]]);
  });
});
