import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { MAX_WEBHOOKS } from '../../src/sandbox/webhooks/courier.ts';
import { MAX_WEBHOOK_CHARACTERS, MAX_WEBHOOK_ENTRIES, WebhookJournal } from '../../src/sandbox/webhooks/journal.ts';
import { addToTencent, inviteToZim, many, send, start, until } from './support.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

const OPEN = '@TGS#2J4SZEAEL';

/** A sandbox that posts to a receiver; what greets it is gone, and forgotten by the journal. */
async function posting(options: Partial<SandboxOptions> = {}) {
  const started = await start(options);
  const receiver = await WebhookReceiver.start();
  started.sandbox.sendWebhooksTo(receiver.url);
  await started.sandbox.webhooks.idle();
  receiver.received.splice(0);
  started.sandbox.reset();
  return { ...started, receiver };
}

describe('the target', () => {
  it('is nobody at first: nothing is sent, and nothing is kept for later', async () => {
    const { sandbox, clock } = await start();
    const receiver = await WebhookReceiver.start();
    sandbox.people.join('zim', 'groupA', 'u_eve');
    sandbox.control({ connection: 'tencent', webhooks: { beforeInvite: true } });
    expect(await addToTencent(sandbox, OPEN, ['u_alice'])).toEqual([1]);
    expect([sandbox.webhooks.entries, sandbox.webhooks.underWay, clock.pending]).toEqual([[], 0, 0]);
    sandbox.sendWebhooksTo(`${receiver.url}/`);
    sandbox.people.leave('zim', 'groupA', 'u_eve');
    await sandbox.webhooks.idle();
    const events = sandbox.webhooks.entries.map(({ event }) => event);
    expect(events).toEqual(['probe', 'probe', 'group_exit']);
    expect(receiver.received.map(({ path }) => path)).toContain('/webhooks/zim');
  });

  it('can be named from the start, changed, and taken away', async () => {
    const [first, second] = [await WebhookReceiver.start(), await WebhookReceiver.start()];
    const { sandbox } = await start({ webhooksTo: first.url });
    await sandbox.webhooks.idle();
    expect(first.received).toHaveLength(2);
    sandbox.sendWebhooksTo(second.url);
    sandbox.people.join('zim', 'groupA', 'u_eve');
    await sandbox.webhooks.idle();
    sandbox.sendWebhooksTo(null);
    sandbox.people.leave('zim', 'groupA', 'u_eve');
    await sandbox.webhooks.idle();
    expect([first.received.length, second.received.length]).toEqual([2, 3]);
  });

  it.each(['nowhere', 'ftp://127.0.0.1', 'https://127.0.0.1'])('cannot be %s', async (url) => {
    const { sandbox } = await start();
    expect(() => sandbox.sendWebhooksTo(url)).toThrow('expected an http URL');
    await expect(start({ webhooksTo: url })).rejects.toThrow('expected an http URL');
  });

  it('is told once what happens at both fronts of Tencent, as tencent', async () => {
    const { sandbox, receiver } = await posting();
    const body = { operator: 'u_owner', groupID: 'groupID', userList: ['u_alice'] };
    await send(`${sandbox.url}/tencent-app/invite`, { body });
    await sandbox.webhooks.idle();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/webhooks/tencent']);
  });

  it('is told of one group in order, and of others meanwhile', async () => {
    const { sandbox, receiver } = await posting();
    receiver.react = ({ body }) => (body.group_id === 'consent-group' ? 'hang' : {});
    sandbox.people.join('zim', 'consent-group', 'u_1');
    sandbox.people.join('zim', 'consent-group', 'u_2');
    for (const account of many(20)) sandbox.people.join('zim', 'groupA', account);
    await until(() => receiver.received.length === 21 && sandbox.webhooks.onTheWire === 2);
    const joined = receiver.received.flatMap(({ body }) => (body.group_id === 'groupA' ? body.new_user_ids : []));
    expect(joined).toEqual(many(20));
    expect(sandbox.webhooks.entries.filter(({ state }) => state === 'underWay')).toHaveLength(2);
  });
});

describe('an answer that does not come, or is none of 2xx', () => {
  it('makes ZIM try again after 2, 4, 8, 16 and 32 s, with the same body, and then no more', async () => {
    const { sandbox, clock, receiver } = await posting();
    receiver.react = () => ({ status: 503 });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    await sandbox.webhooks.idle();
    for (const [index, seconds] of [2, 4, 8, 16, 32].entries()) {
      clock.advance(seconds * 1000 - 1);
      await sandbox.webhooks.idle();
      expect(receiver.received).toHaveLength(index + 1);
      clock.advance(1);
      await sandbox.webhooks.idle();
      expect(receiver.received).toHaveLength(index + 2);
    }
    expect(clock.pending).toBe(0);
    expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1);
    expect(sandbox.webhooks.entries).toMatchObject([{ attempts: 6, status: 503, state: 'lost', lostBy: 'refused' }]);
  });

  it('is the last attempt once one is taken', async () => {
    const { sandbox, clock, receiver } = await posting();
    receiver.react = () => ({ status: receiver.received.length < 3 ? 500 : 204 });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    for (const ms of [0, 2000, 4000, 60_000]) {
      clock.advance(ms);
      await sandbox.webhooks.idle();
    }
    expect(receiver.received).toHaveLength(3);
    expect(sandbox.webhooks.entries).toMatchObject([{ attempts: 3, status: 204, state: 'delivered', lostBy: null }]);
  });

  it('holds up no later webhook of the group while ZIM waits for its next attempt', async () => {
    const { sandbox, receiver } = await posting();
    receiver.react = ({ body }) => ({ status: body.event === 'group_join' ? 500 : 200 });
    sandbox.people.join('zim', 'groupA', 'u_eve');
    sandbox.people.leave('zim', 'groupA', 'u_eve');
    await sandbox.webhooks.idle();
    expect(sandbox.webhooks.entries).toMatchObject([{ state: 'underWay' }, { state: 'delivered' }]);
    expect([sandbox.webhooks.underWay, sandbox.webhooks.onTheWire]).toEqual([1, 0]);
  });

  it('can have a nonce of its own for each attempt', async () => {
    const { sandbox, clock, receiver } = await posting();
    receiver.react = () => ({ status: 500 });
    sandbox.control({ connection: 'zim', webhooks: { freshNonce: true } });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    await sandbox.webhooks.idle();
    clock.advance(2000);
    await sandbox.webhooks.idle();
    const [first, second] = receiver.bodies(({ nonce, signature }) => ({ nonce, signature }));
    expect(second?.nonce).not.toBe(first?.nonce);
    expect(second?.signature).not.toBe(first?.signature);
    expect(new Set(receiver.bodies(({ timestamp }) => timestamp)).size).toBe(1);
  });

  it.each([
    ['tencent', OPEN, 2000],
    ['wechat', '34757816141@chatroom', 3000],
    ['imkit', 'demo-room', 5000],
  ] as const)('is waited for at %s for so long, and nothing is sent again', async (connection, group, deadlineMs) => {
    const { sandbox, clock, receiver } = await posting();
    receiver.react = () => 'hang';
    sandbox.people.rename('tencent', 'groupID', 'not waited for');
    await until(() => receiver.received.length === 1);
    clock.advance(10_000);
    sandbox.people.join(connection, group, 'u_eve');
    await until(() => receiver.received.length === 2);
    clock.advance(deadlineMs - 1);
    const entry = () => sandbox.webhooks.entries[1];
    expect(entry()).toMatchObject({ state: 'underWay' });
    clock.advance(1);
    await until(() => entry()?.state !== 'underWay');
    expect(entry()).toMatchObject({ attempts: 1, status: null, state: 'lost', lostBy: 'unanswered' });
  });

  it('is the same where nobody listens', async () => {
    const { sandbox, clock } = await start();
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    sandbox.sendWebhooksTo(`http://127.0.0.1:${port}`);
    sandbox.people.join('imkit', 'demo-room', 'u_eve');
    await sandbox.webhooks.idle();
    expect(sandbox.webhooks.counts).toMatchObject({ wechat: { unanswered: 2 }, imkit: { unanswered: 1 } });
    expect(clock.pending).toBe(0);
  });
});

describe('what is under way', () => {
  it('is bounded: the oldest is lost and counted', async () => {
    const { sandbox, clock, receiver } = await posting();
    sandbox.control({ connection: 'zim', webhooks: { delayMs: 1000 } });
    for (const account of many(MAX_WEBHOOKS + 3)) sandbox.people.join('zim', 'load-1', account);
    expect(sandbox.webhooks.underWay).toBe(MAX_WEBHOOKS);
    expect(clock.pending).toBe(MAX_WEBHOOKS);
    expect(sandbox.webhooks.counts.zim).toMatchObject({ overflow: 3, underWay: MAX_WEBHOOKS });
    sandbox.reset();
    expect([sandbox.webhooks.underWay, clock.pending, sandbox.webhooks.counts]).toEqual([0, 0, {}]);
    await sandbox.webhooks.idle();
    expect([receiver.received, sandbox.webhooks.counts]).toEqual([[], {}]);
  });

  it('is lost when the sandbox closes, with every socket and timer', async () => {
    const { sandbox, clock, receiver } = await posting();
    sandbox.people.join('zim', 'groupA', 'u_kept_socket');
    await sandbox.webhooks.idle();
    receiver.react = () => 'hang';
    sandbox.control({ connection: 'tencent', webhooks: { beforeInvite: true } });
    const asking = addToTencent(sandbox, OPEN, ['u_alice']).catch(() => 'broken');
    sandbox.people.join('zim', 'groupA', 'u_waits_for_answer');
    sandbox.people.join('zim', 'groupA', 'u_waits_for_turn');
    sandbox.control({ connection: 'imkit', webhooks: { delayMs: 1000 } });
    sandbox.people.join('imkit', 'demo-room', 'u_delayed');
    sandbox.control({ connection: 'imkit', webhooks: { delayMs: 0, reorder: true } });
    sandbox.people.join('imkit', 'demo-room', 'u_held');
    await until(() => receiver.received.length === 3);
    await sandbox.close();
    await asking;
    await until(() => receiver.sockets === 0);
    expect([clock.pending, sandbox.webhooks.underWay, sandbox.webhooks.onTheWire]).toEqual([0, 0, 0]);
    const ends = sandbox.webhooks.entries.map(({ state, lostBy }) => lostBy ?? state);
    expect(ends).toEqual(['delivered', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped']);
    sandbox.people.join('zim', 'groupA', 'u_late');
    expect(sandbox.webhooks.entries).toHaveLength(6);
  });
});

describe('the journal of webhooks', () => {
  it('shows what was posted, when, and what came back, without credentials', async () => {
    const { sandbox, receiver, clock } = await posting();
    sandbox.people.join('imkit', 'demo-room', 'u_eve');
    await sandbox.webhooks.idle();
    expect(sandbox.webhooks.entries).toEqual([
      {
        sequence: 1,
        atMs: clock.now(),
        connection: 'imkit',
        event: 'JOIN_ROOM',
        group: 'demo-room',
        body: receiver.received[0]?.text,
        attempts: 1,
        status: 200,
        state: 'delivered',
        lostBy: null,
        repeatOf: null,
      },
    ]);
    sandbox.people.leave('imkit', 'demo-room', 'u_eve');
    await addToTencent(sandbox, OPEN, ['u_alice']);
    await sandbox.webhooks.idle();
    const shown = JSON.stringify(sandbox.webhooks.entries);
    for (const secret of ['sandbox-imkit-path', 'Sign', 'authorization']) expect(shown).not.toContain(secret);
    const get = async (query: string) =>
      (await send(`${sandbox.url}/webhooks${query}`, { method: 'GET' })).json as { entries: { sequence: number }[] };
    expect(await get('')).toEqual({ entries: sandbox.webhooks.entries, counts: sandbox.webhooks.counts });
    expect(sandbox.webhooks.counts).toMatchObject({ imkit: { delivered: 2, underWay: 0 }, tencent: { delivered: 1 } });
    expect((await get('?connection=imkit')).entries.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect((await get('?connection=imkit&after=1')).entries.map(({ sequence }) => sequence)).toEqual([2]);
    expect((await get('?event=JOIN_ROOM')).entries.map(({ sequence }) => sequence)).toEqual([1]);
    expect((await send(`${sandbox.url}/webhooks`)).status).toBe(405);
  });

  it('keeps the newest entries and counts all', () => {
    const journal = new WebhookJournal();
    const told = { connection: 'zim', event: 'group_join', group: 'groupA', repeatOf: null } as const;
    for (let atMs = 1; atMs <= MAX_WEBHOOK_ENTRIES + 5; atMs++)
      journal.end(journal.open({ ...told, atMs }), 'delivered');
    expect(journal.entries).toHaveLength(MAX_WEBHOOK_ENTRIES);
    expect(journal.entries[0]?.atMs).toBe(6);
    expect(journal.counts.zim).toMatchObject({ delivered: MAX_WEBHOOK_ENTRIES + 5, underWay: 0 });
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let atMs = 1; atMs <= 40; atMs++) journal.attempted(journal.open({ ...told, atMs }), megabyte);
    const characters = journal.entries.reduce((sum, { body }) => sum + body.length, 0);
    expect(characters).toBe(MAX_WEBHOOK_CHARACTERS);
  });
});
