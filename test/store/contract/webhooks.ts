import { expect, it } from 'vitest';
import type { KeptWebhook } from '../../../src/store/records.ts';
import { MAX_SIGHTINGS } from '../../../src/store/store.ts';
import { CONNECTION, saw, type StartStore, type StoreSubject } from './subject.ts';

const LEASE_MS = 30_000;

const keep = (subject: StoreSubject, key: string, connectionId = CONNECTION) =>
  subject.store.webhooks.keep({ connectionId, key, content: `says ${key}`, nowMs: subject.clock.now() });

const take = (subject: StoreSubject, limit = 10, connectionIds: readonly string[] = [CONNECTION]) =>
  subject.store.webhooks.take(connectionIds, limit, subject.clock.now(), subject.clock.now() + LEASE_MS);

const contentsOf = (webhooks: readonly KeptWebhook[]): string[] => webhooks.map(({ content }) => content);
const keysOf = (webhooks: readonly KeptWebhook[]): number[] => webhooks.map(({ key }) => key);

/** Genuine webhooks, until they are worked off. */
export function describeWebhooks(start: StartStore): void {
  it('keeps each once by its key, for each connection by itself, also when it is done', async () => {
    const subject = await start();
    expect(await keep(subject, 'a')).toBe(true);
    expect(await keep(subject, 'a')).toBe(false);
    expect(await keep(subject, 'A')).toBe(true);
    expect(await keep(subject, 'a', 'other')).toBe(true);
    const taken = await take(subject);
    expect(contentsOf(taken)).toEqual(['says a', 'says A']);
    await subject.store.webhooks.done(keysOf(taken));
    expect(await keep(subject, 'a')).toBe(false);
    subject.clock.advance(LEASE_MS);
    expect(await take(subject)).toEqual([]);
  });

  it('keeps one of two that come at the same time', async () => {
    const subject = await start();
    const kept = await Promise.all([keep(subject, 'a'), keep(subject, 'a'), keep(subject, 'a')]);
    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(await take(subject)).toHaveLength(1);
  });

  it('gives them out in the order in which they came, so many at a time, of the named connections', async () => {
    const subject = await start();
    for (const key of ['c', 'a']) await keep(subject, key);
    await keep(subject, 'x', 'other');
    await keep(subject, 'y', 'third');
    await keep(subject, 'b');
    expect(await take(subject, 0)).toEqual([]);
    expect(await take(subject, 10, [])).toEqual([]);
    const first = await take(subject, 3, ['other', CONNECTION]);
    expect(first).toMatchObject([
      { connectionId: CONNECTION, content: 'says c', attempts: 0 },
      { connectionId: CONNECTION, content: 'says a', attempts: 0 },
      { connectionId: 'other', content: 'says x', attempts: 0 },
    ]);
    expect(contentsOf(await take(subject, 3, ['other', CONNECTION]))).toEqual(['says b']);
    expect(await take(subject, 3, ['other', CONNECTION])).toEqual([]);
    expect(contentsOf(await take(subject, 3, ['third']))).toEqual(['says y']);
  });

  it('keeps what was taken from others until its lease is over, and counts no attempt for that', async () => {
    const subject = await start();
    await keep(subject, 'a');
    const [taken] = await take(subject);
    subject.clock.advance(LEASE_MS - 1);
    expect(await take(subject)).toEqual([]);
    subject.clock.advance(1);
    expect(await take(subject)).toEqual([taken]);
  });

  it('gives those again that were put off, when they are due, with the attempt counted', async () => {
    const subject = await start();
    for (const key of ['a', 'b', 'c']) await keep(subject, key);
    const [a = 0, b = 0, c = 0] = keysOf(await take(subject));
    const nowMs = subject.clock.now();
    await subject.store.webhooks.putOff([a, b], nowMs + 100, nowMs);
    await subject.store.webhooks.done([c]);
    subject.clock.advance(99);
    await keep(subject, 'd');
    expect(contentsOf(await take(subject))).toEqual(['says d']);
    subject.clock.advance(1);
    const again = await take(subject);
    expect(again.map(({ content, attempts }) => [content, attempts])).toEqual([
      ['says a', 1],
      ['says b', 1],
    ]);
    await subject.store.webhooks.putOff([a], subject.clock.now(), subject.clock.now());
    expect(await take(subject)).toMatchObject([{ content: 'says a', attempts: 2 }]);
  });

  it('gives one that was put off before those that came after it', async () => {
    const subject = await start();
    await keep(subject, 'a');
    const nowMs = subject.clock.now();
    await subject.store.webhooks.putOff(keysOf(await take(subject)), nowMs + 100, nowMs);
    await keep(subject, 'b');
    subject.clock.advance(100);
    await keep(subject, 'c');
    expect(contentsOf(await take(subject, 2))).toEqual(['says a', 'says b']);
  });

  it('leaves done what is put off too late', async () => {
    const subject = await start();
    await keep(subject, 'a');
    const keys = keysOf(await take(subject));
    await subject.store.webhooks.done(keys);
    await subject.store.webhooks.putOff(keys, subject.clock.now(), subject.clock.now());
    expect(await take(subject)).toEqual([]);
  });

  it('has one done in the same commit as what it led to, and not when that failed', async () => {
    const subject = await start();
    await keep(subject, 'a');
    const [webhookKey = 0] = keysOf(await take(subject));
    const tooMany = Array.from({ length: MAX_SIGHTINGS + 1 }, (_, at) => saw(`m${at}`, 'seenIn'));
    await expect(subject.see(tooMany, { webhookKey })).rejects.toThrow(RangeError);
    subject.clock.advance(LEASE_MS);
    expect(keysOf(await take(subject))).toEqual([webhookKey]);
    await subject.see([saw('ann', 'seenIn')], { webhookKey });
    subject.clock.advance(LEASE_MS);
    expect(await take(subject)).toEqual([]);
  });

  it('has one done also when nothing followed from it', async () => {
    const subject = await start();
    await keep(subject, 'a');
    const [webhookKey = 0] = keysOf(await take(subject));
    await subject.see([saw('ann', 'seenOut')], { webhookKey, group: 'unknown' });
    subject.clock.advance(LEASE_MS);
    expect(await take(subject)).toEqual([]);
    expect(await keep(subject, 'a')).toBe(false);
  });

  it('forgets those that came before an instant and are done, so many at a time', async () => {
    const subject = await start();
    for (const key of ['a', 'b', 'c', 'd']) await keep(subject, key);
    const [a = 0, b = 0, c = 0] = keysOf(await take(subject));
    await subject.store.webhooks.done([a, b, c]);
    subject.clock.advance(100);
    await keep(subject, 'e');
    await subject.store.webhooks.done(keysOf(await take(subject)));
    const beforeMs = subject.clock.now();
    expect(await subject.store.webhooks.forget(beforeMs, 2)).toBe(2);
    expect(await subject.store.webhooks.forget(beforeMs, 2)).toBe(1);
    expect(await subject.store.webhooks.forget(beforeMs, 2)).toBe(0);
    subject.clock.advance(LEASE_MS);
    expect(contentsOf(await take(subject))).toEqual(['says d']);
    expect(await keep(subject, 'e')).toBe(false);
    expect(await keep(subject, 'a')).toBe(true);
  });

  it('keeps contents as they are', async () => {
    const subject = await start();
    const content = JSON.stringify({ text: 'ä 群 🙂 "quoted" \\ \n' });
    await subject.store.webhooks.keep({ connectionId: CONNECTION, key: 'a', content, nowMs: subject.clock.now() });
    expect(contentsOf(await take(subject))).toEqual([content]);
  });
}
