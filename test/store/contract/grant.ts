import { expect, it } from 'vitest';
import { accountsOf, groupOf, joined, type StartStore, settled, failed, waits } from './subject.ts';

/** Which members leave together, in which order, and who has to wait for what. */
export function describeGrants(start: StartStore): void {
  it('grants nothing where nobody waits', async () => {
    const subject = await start();
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
  });

  it('takes the oldest members first, over all operations, as many as fit into a call', async () => {
    const subject = await start();
    await subject.accept(['a1', 'a2', 'a3']);
    await subject.accept(['b1', 'b2']);
    expect(await subject.drain({ membersPerCall: 2 })).toEqual([['a1', 'a2'], ['a3', 'b1'], ['b2']]);
  });

  it('tells everything of a call that its sender has to know', async () => {
    const subject = await start();
    await subject.accept([{ account: 'ann', joinedAtMs: 77 }, 'bob'], { options: { reason: 'because', silent: true } });
    const call = await subject.granted();
    expect(call).toMatchObject({ connectionId: 'c', groupId: 'g', options: { reason: 'because', silent: true } });
    expect(call.departAtMs).toBeLessThanOrEqual(subject.clock.now());
    const fresh = { attempts: 0, resent: false, resigned: false };
    expect(call.invites).toEqual([
      { key: expect.any(Number) as number, account: 'ann', joinedAtMs: 77, ...fresh },
      { key: expect.any(Number) as number, account: 'bob', joinedAtMs: null, ...fresh },
    ]);
  });

  it('puts members with equal options together, however they were written, and others into calls of their own', async () => {
    const subject = await start();
    await subject.accept(['a'], { options: { reason: 'x', silent: false } });
    await subject.accept(['b'], { options: {} });
    await subject.accept(['c'], { options: { silent: false, reason: 'x', operator: undefined } });
    await subject.accept(['d'], { options: { reason: 'x' } });
    await subject.accept(['e'], { options: { reason: undefined } });
    expect(await subject.drain()).toEqual([['a', 'c'], ['b', 'e'], ['d']]);
  });

  it('keeps groups and connections apart', async () => {
    const subject = await start();
    await subject.accept(['a'], { group: 'g' });
    await subject.accept(['b'], { group: 'h' });
    await subject.accept(['c'], { group: 'g', connection: 'other' });
    expect(await subject.drain()).toEqual([['a'], ['b']]);
    expect(await subject.drain({ connectionId: 'other' })).toEqual([['c']]);
  });

  it('grants several calls at once as it would have granted them one by one, and says when to ask again', async () => {
    const subject = await start();
    await subject.accept(['a1', 'a2', 'a3'], { group: 'a' });
    await subject.accept(['b1'], { group: 'b' });
    await subject.accept(['c1'], { group: 'c' });
    const quota = { callsAtOnce: 3, scope: 'CONNECTION' } as const;
    const first = await subject.grantMany(2, { membersPerCall: 2, quota });
    expect(first.calls.map(accountsOf)).toEqual([['a1', 'a2'], ['b1']]);
    expect(first.againAtMs).toBe(subject.clock.now());
    // The quota has room for one more, and nobody knows when for another: the calls have not left.
    const second = await subject.grantMany(5, { membersPerCall: 2, quota });
    expect(second.calls.map(accountsOf)).toEqual([['c1']]);
    expect(second.againAtMs).toBeNull();
    expect(new Set([...first.calls, ...second.calls].map(({ id }) => id)).size).toBe(3);
    const last = await subject.grantMany(5);
    expect(last.calls.map(accountsOf)).toEqual([['a3']]);
    expect(last.againAtMs).toBeNull();
    expect(await subject.grantMany(5)).toEqual({ calls: [], againAtMs: null });
  });

  it('gives no two calls of one answer the same member', async () => {
    const subject = await start();
    await subject.accept(['ann', 'bob'], { group: 'g' });
    await subject.accept(['ann', 'cid'], { group: 'g', options: { reason: 'again' } });
    const { calls } = await subject.grantMany(5);
    // Who is under way in one call waits for what becomes of that one.
    expect(calls.map(accountsOf)).toEqual([['ann', 'bob'], ['cid']]);
  });

  it('says whether anybody else waits at the connection, in whatever lane', async () => {
    const subject = await start();
    await subject.accept(['a', 'b'], { group: 'g' });
    await subject.accept(['c'], { group: 'h' });
    await subject.accept(['d'], { connection: 'other' });
    const more: boolean[] = [];
    for (let grant = await subject.grant({ membersPerCall: 1 }); grant.kind === 'granted';) {
      more.push(grant.more);
      grant = await subject.grant({ membersPerCall: 1 });
    }
    expect(more).toEqual([true, true, false]);
  });

  it('does not grant a member twice', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.granted();
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
  });

  it('holds to the limit that the provider taught, which only ever shrinks', async () => {
    const subject = await start();
    await subject.accept(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(await subject.store.lanes.learnedMembersPerCall('c')).toBeNull();
    await subject.settle(await subject.granted(), waits({ attempts: 0 }), { learnedMembersPerCall: 3 });
    expect(await subject.store.lanes.learnedMembersPerCall('c')).toBe(3);
    const call = await subject.granted();
    expect(accountsOf(call)).toEqual(['a', 'b', 'c']);
    await subject.settle(call, joined(), { learnedMembersPerCall: 5 });
    expect(await subject.store.lanes.learnedMembersPerCall('c')).toBe(3);
    expect(await subject.store.lanes.learnedMembersPerCall('other')).toBeNull();
    expect(accountsOf(await subject.granted({ membersPerCall: 2 }))).toEqual(['d', 'e']);
  });

  it('sends the halves of a call each by itself, and never with others', async () => {
    const subject = await start();
    await subject.accept(['a', 'b', 'c', 'd']);
    const call = await subject.granted({ membersPerCall: 4 });
    await subject.accept(['later']);
    await subject.settle(call, ({ account }) => waits({ attempts: 0, half: account < 'c' ? 0 : 1 }));
    const first = await subject.granted();
    const second = await subject.granted();
    expect([accountsOf(first), accountsOf(second)]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    await subject.settle(first, ({ account }) => waits({ attempts: 0, half: account < 'b' ? 0 : 1 }));
    await subject.settle(second, joined());
    expect(await subject.drain()).toEqual([['a'], ['b'], ['later']]);
  });

  it('keeps the parts of two calls apart that were halved at the same time', async () => {
    const subject = await start();
    await subject.accept(['a', 'b', 'c', 'd']);
    const calls = [await subject.granted({ membersPerCall: 2 }), await subject.granted({ membersPerCall: 2 })];
    for (const call of calls) {
      await subject.settle(call, (invite) => waits({ attempts: 0, half: invite === call.invites[0] ? 0 : 1 }));
    }
    expect(await subject.drain()).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('passes over members whose next attempt is not due, and says when the first of them is', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b', 'c']);
    await subject.settle(await subject.granted({ membersPerCall: 2 }), ({ account }) =>
      waits({ notBeforeMs: nowMs + (account === 'a' ? 900 : 400) }),
    );
    expect(await subject.drain()).toEqual([['c']]);
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: nowMs + 400 });
    subject.clock.advance(400);
    expect(await subject.drain()).toEqual([['b']]);
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: nowMs + 900 });
    subject.clock.advance(500);
    expect(await subject.drain()).toEqual([['a']]);
  });

  it('lets a member who waits again keep the place before those who came later', async () => {
    const subject = await start();
    await subject.accept(['a', 'b']);
    const call = await subject.granted();
    await subject.accept(['c']);
    await subject.settle(call, waits());
    expect(await subject.drain()).toEqual([['a', 'b', 'c']]);
  });

  it('sends members who came later while the lane waits for a backoff', async () => {
    const subject = await start();
    await subject.accept(['a']);
    await subject.settle(await subject.granted(), waits({ notBeforeMs: subject.clock.now() + 60_000 }));
    expect(await subject.drain()).toEqual([]);
    await subject.accept(['b']);
    expect(await subject.drain()).toEqual([['b']]);
  });

  it('has a member who is under way in another call wait for what becomes of it', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    const call = await subject.granted();
    await subject.accept(['ann', 'bob']);
    expect(await subject.drain()).toEqual([['bob']]);
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
    await subject.settle(call, joined());
    expect(await subject.drain()).toEqual([['ann']]);
  });

  it('has a member under way wait for other options too', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.accept(['ann'], { options: { silent: true } });
    const first = await subject.granted();
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: null });
    await subject.settle(first, settled(failed));
    expect((await subject.granted()).options).toEqual({ silent: true });
  });

  it('takes the invites that two operations have of one member into one call', async () => {
    const subject = await start();
    await subject.accept(['ann']);
    await subject.accept(['ann', 'bob']);
    const call = await subject.granted();
    expect(accountsOf(call)).toEqual(['ann', 'ann', 'bob']);
    expect(new Set(call.invites.map((invite) => invite.key)).size).toBe(3);
  });

  it('gives every lane its turn, whoever is busy', async () => {
    const subject = await start();
    await subject.accept(['a1', 'a2', 'a3', 'a4'], { group: 'a' });
    await subject.accept(['b1', 'b2'], { group: 'b' });
    await subject.accept(['c1', 'c2', 'c3'], { group: 'c' });
    expect((await subject.drain({ membersPerCall: 1 })).flat()).toEqual([
      'a1',
      'b1',
      'c1',
      'a2',
      'b2',
      'c2',
      'a3',
      'c3',
      'a4',
    ]);
  });

  it('has a lane that begins to wait wait for one call of each busy lane at most', async () => {
    const subject = await start();
    await subject.accept(['a1', 'a2', 'a3', 'a4', 'a5'], { group: 'a' });
    const order: string[] = [];
    for (const late of [null, 'b', null, 'c', null]) {
      if (late !== null) await subject.accept([`${late}1`], { group: late });
      order.push(...accountsOf(await subject.granted({ membersPerCall: 1 })));
      subject.clock.advance(1_000);
    }
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'c1']);
  });

  it('does not let a lane whose members fail again and again take the turns of others', async () => {
    const subject = await start();
    await subject.accept(['a'], { group: 'a' });
    await subject.accept(['b1', 'b2', 'b3'], { group: 'b' });
    const order: string[] = [];
    for (let round = 0; round < 6; round++) {
      const call = await subject.granted({ membersPerCall: 1 });
      order.push(...accountsOf(call));
      subject.clock.advance(10);
      await subject.settle(call, call.groupId === 'a' ? waits() : joined());
    }
    expect(order).toEqual(['a', 'b1', 'a', 'b2', 'a', 'b3']);
  });

  it('finds the one lane that may send among hundreds that may not', async () => {
    const subject = await start();
    const laterMs = subject.clock.now() + 60_000;
    for (let lane = 0; lane < 250; lane++) await subject.accept(['a'], { group: `busy${lane}` });
    await subject.settleAll(waits({ notBeforeMs: laterMs }));
    subject.clock.advance(1);
    await subject.accept(['ann'], { group: 'free' });
    expect(await subject.drain()).toEqual([['ann']]);
    // An answer may take several looks; each one comes nearer to the truth.
    let grant = await subject.grant();
    for (let looks = 0; looks < 5 && grant.kind === 'notYet' && grant.atMs === subject.clock.now(); looks++) {
      grant = await subject.grant();
    }
    expect(grant).toEqual({ kind: 'notYet', atMs: laterMs });
  });

  it('pauses one lane where each group has a quota of its own', async () => {
    const subject = await start();
    const quota = { callsAtOnce: 10, scope: 'GROUP' } as const;
    const untilMs = subject.clock.now() + 3_000;
    await subject.accept(['a1', 'a2'], { group: 'a' });
    await subject.settle(await subject.granted({ quota, membersPerCall: 1 }), joined(), { pauseUntilMs: untilMs });
    await subject.accept(['b'], { group: 'b' });
    expect(await subject.drain({ quota })).toEqual([['b']]);
    expect(await subject.grant({ quota })).toEqual({ kind: 'notYet', atMs: untilMs });
    subject.clock.advanceTo(untilMs);
    expect(await subject.drain({ quota })).toEqual([['a2']]);
  });

  it('pauses every lane where they share the quota', async () => {
    const subject = await start();
    const untilMs = subject.clock.now() + 3_000;
    await subject.accept(['a1', 'a2'], { group: 'a' });
    await subject.settle(await subject.granted({ membersPerCall: 1 }), joined(), { pauseUntilMs: untilMs });
    await subject.accept(['b'], { group: 'b' });
    await subject.accept(['c'], { group: 'c', connection: 'other' });
    expect(await subject.grant()).toEqual({ kind: 'notYet', atMs: untilMs });
    expect(await subject.drain({ connectionId: 'other' })).toEqual([['c']]);
    subject.clock.advanceTo(untilMs);
    expect((await subject.drain()).flat().toSorted()).toEqual(['a2', 'b']);
  });

  it.each(['CONNECTION', 'GROUP'] as const)('holds to the longest of several pauses of one %s', async (scope) => {
    const subject = await start();
    const quota = { callsAtOnce: 10, scope };
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b', 'c']);
    const calls = [
      await subject.granted({ quota, membersPerCall: 1 }),
      await subject.granted({ quota, membersPerCall: 1 }),
    ];
    for (const [index, call] of calls.entries()) {
      await subject.settle(call, joined(), { pauseUntilMs: nowMs + (index === 0 ? 9_000 : 500) });
    }
    expect(await subject.grant({ quota })).toEqual({ kind: 'notYet', atMs: nowMs + 9_000 });
  });

  it('knows a group by its connection and its id', async () => {
    const subject = await start();
    await subject.accept(['a'], { group: 'g' });
    const [known, unknown, elsewhere] = await subject.store.groups.byRefs([
      groupOf('g'),
      groupOf('h'),
      groupOf('g', 'other'),
    ]);
    expect(known).toMatchObject({ ...groupOf('g'), type: null, name: null, avatarUrl: null, memberCount: null });
    expect([unknown, elsewhere]).toEqual([null, null]);
  });
}
