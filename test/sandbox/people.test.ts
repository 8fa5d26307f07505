import { describe, expect, it } from 'vitest';
import { ACCEPT_AFTER_MS, inviteToZim, many, send, start } from './support.ts';

const CIRCLE = 'consent-group';

describe('people', () => {
  it('join, leave, accept, decline and are removed by themselves', async () => {
    const { sandbox, clock } = await start();
    const { people } = sandbox;
    await inviteToZim(sandbox, CIRCLE, ['u_alice', 'u_bob']);
    people.accept('zim', CIRCLE, 'u_alice');
    people.decline('zim', CIRCLE, 'u_bob');
    people.join('zim', CIRCLE, 'u_eve');
    people.join('zim', CIRCLE, 'u_dan');
    people.leave('zim', CIRCLE, 'u_eve');
    people.remove('zim', CIRCLE, 'u_dan', 'zego_user');
    clock.advance(ACCEPT_AFTER_MS);
    expect(sandbox.members('zim', CIRCLE)).toEqual(['u_owner', 'zego_user', 'u_alice']);
    expect(sandbox.pendingInvitees('zim', CIRCLE)).toEqual([]);
  });

  it('cannot do what they are not in the place for', async () => {
    const { sandbox } = await start();
    const { people } = sandbox;
    expect(() => people.join('zim', CIRCLE, 'zego_user')).toThrow('zego_user is a member already');
    expect(() => people.leave('zim', CIRCLE, 'u_eve')).toThrow('u_eve is no member');
    expect(() => people.accept('zim', CIRCLE, 'u_eve')).toThrow('u_eve is not invited');
    expect(() => people.decline('zim', CIRCLE, 'u_eve')).toThrow('u_eve is not invited');
    expect(() => people.remove('zim', CIRCLE, 'u_eve')).toThrow('u_eve is no member');
    expect(() => people.remove('zim', CIRCLE, 'u_owner')).toThrow('that is to leave');
    expect(() => people.join('zim', 'nowhere', 'u_eve')).toThrow('zim has no group nowhere');
    for (const account of many(2)) people.join('zim', 'full-group', account);
    expect(() => people.join('zim', 'full-group', 'u_eve')).toThrow('the group is full');
  });

  it('dissolve a group, which nobody finds or joins any more until a reset', async () => {
    const { sandbox, clock } = await start();
    await inviteToZim(sandbox, 'load-1', ['u_alice', 'u_shy']);
    sandbox.people.dissolve('zim', 'load-1');
    clock.advance(ACCEPT_AFTER_MS);
    expect([sandbox.members('zim', 'load-1'), clock.pending]).toEqual([[], 0]);
    expect((await inviteToZim(sandbox, 'load-1', ['u_bob'])).json).toMatchObject({ Code: 660600001 });
    expect(() => sandbox.people.join('zim', 'load-1', 'u_eve')).toThrow('no group');
    sandbox.reset();
    expect((await inviteToZim(sandbox, 'load-1', ['u_bob'])).json).toMatchObject({ Code: 0 });
  });

  it('are told what to do over HTTP, one by one or in a list', async () => {
    const { sandbox } = await start();
    const tell = (body: unknown) => send(`${sandbox.url}/people`, { body });
    const place = { connection: 'zim', group: 'groupA' };
    const list = [
      { do: 'join', ...place, account: 'u_eve' },
      { do: 'remove', ...place, account: 'zego_user' },
      { do: 'rename', ...place, name: 'Group B' },
    ];
    expect(await tell(list)).toMatchObject({ status: 200, json: { ok: true } });
    expect(sandbox.members('zim', 'groupA')).toEqual(['u_owner', 'u_eve']);
    expect((await tell({ do: 'leave', ...place, account: 'u_eve' })).status).toBe(200);
    expect((await tell({ do: 'dissolve', ...place })).status).toBe(200);
    expect(sandbox.members('zim', 'groupA')).toEqual([]);
  });

  it.each([
    ['something else', { do: 'fly', connection: 'zim', group: 'groupA' }, 'do'],
    ['nobody', { do: 'leave', connection: 'zim', group: 'groupA' }, 'account'],
    ['no place', { do: 'leave', account: 'u_eve' }, 'connection'],
    ['an unknown field', { do: 'leave', connection: 'zim', group: 'groupA', account: 'a', by: 'b' }, 'by'],
    ['what cannot be done', { do: 'leave', connection: 'zim', group: 'groupA', account: 'u_eve' }, 'account'],
  ])('are not told %s', async (_what, body, problem) => {
    const { sandbox } = await start();
    const { status, json } = await send(`${sandbox.url}/people`, { body });
    expect(status).toBe(400);
    expect((json as { problems: string[] }).problems.join('\n')).toContain(problem);
    expect((await send(`${sandbox.url}/people`, { method: 'GET' })).status).toBe(405);
  });
});
