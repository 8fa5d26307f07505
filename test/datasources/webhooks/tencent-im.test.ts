import { describe, expect, it } from 'vitest';
import { REPLAY_WINDOW_MS, signCallback } from '../../../src/datasources/tencent-im/webhook.ts';
import {
  TENCENT_TOKEN,
  keyIn,
  readPosted,
  readerOf,
  recordedWebhook,
  recordedWebhooks,
  reportsOf,
  withFields,
} from './recorded.ts';
import type { Posted } from './recorded.ts';

const reader = readerOf('tencent-im');
const joined = recordedWebhook('tencent-im', 'members-joined');
const kicked = recordedWebhook('tencent-im', 'member-kicked');
const OK = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const SIGNED_MS = Number(joined.query['RequestTime']) * 1000;

const read = (posted: Posted) => readPosted(reader, posted);
const withQuery = (posted: Posted, query: Record<string, string>): Posted => ({
  ...posted,
  query: { ...posted.query, ...query },
});
const without = (posted: Posted, name: string): Posted => {
  const query = { ...posted.query };
  delete query[name];
  return { ...posted, query };
};
/** Another command in the query and the body, with these fields. */
const command = (name: string, fields: Record<string, unknown> = {}): Posted => ({
  ...withQuery(joined, { CallbackCommand: name }),
  body: JSON.stringify({ CallbackCommand: name, GroupId: 'g', ...fields }),
});
/** Signed at another instant. */
const signedAt = (posted: Posted, requestTime: string): Posted =>
  withQuery(posted, { RequestTime: requestTime, Sign: signCallback(TENCENT_TOKEN, requestTime) });

describe('the signature of Tencent', () => {
  it('is the one of the documentation', () => {
    expect(signCallback('xxxxyyyy', '1669872112')).toBe(
      '17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061',
    );
  });

  it('may be written in capitals', () => {
    expect(read(withQuery(joined, { Sign: (joined.query['Sign'] ?? '').toUpperCase() }))).toEqual(read(joined));
  });

  it.each(recordedWebhooks('tencent-im'))('keeps forgeries of $name out', (posted) => {
    const forgeries: Record<string, Posted> = {
      'another token': withQuery(posted, { Sign: signCallback('xxxyyyy', posted.query['RequestTime'] ?? '') }),
      'no signature': without(posted, 'Sign'),
      'an empty signature': withQuery(posted, { Sign: '' }),
      'a cut signature': withQuery(posted, { Sign: (posted.query['Sign'] ?? '').slice(0, -1) }),
      'no time': without(posted, 'RequestTime'),
      'a time that was not signed': withQuery(posted, { RequestTime: '1700000001' }),
      'another app': withQuery(posted, { SdkAppid: '1400000001' }),
      'no app': without(posted, 'SdkAppid'),
      'too old': { ...posted, nowMs: SIGNED_MS + REPLAY_WINDOW_MS + 1 },
      'too early': { ...posted, nowMs: SIGNED_MS - REPLAY_WINDOW_MS - 1 },
      'no number for a time': signedAt(posted, '17e8'),
      'an empty time': signedAt(posted, ''),
      'nothing at all': { ...posted, query: {} },
    };
    for (const [name, forgery] of Object.entries(forgeries)) expect(read(forgery), name).toEqual({ kind: 'forged' });
  });

  it('holds for a minute either way', () => {
    for (const nowMs of [SIGNED_MS - REPLAY_WINDOW_MS, SIGNED_MS + REPLAY_WINDOW_MS])
      expect(read({ ...joined, nowMs }).kind).toBe('changes');
  });
});

describe('callbacks of Tencent', () => {
  it('tell who was kicked from who quit', () => {
    expect(reportsOf(read(kicked))[0]?.change).toBe('removed');
    expect(reportsOf(read(withFields(kicked, { ExitType: 'Quit' })))[0]?.change).toBe('left');
    expect(reportsOf(read(withFields(kicked, { ExitType: undefined })))[0]?.change).toBe('left');
  });

  it('tell of groups that are other ones now, or none', () => {
    const change = (name: string) => reportsOf(read(command(name)));
    const report = { groupId: 'g', accounts: [], trusted: true };
    expect(change('Group.CallbackAfterGroupInfoChanged')).toEqual([{ ...report, change: 'groupChanged' }]);
    expect(change('Group.CallbackAfterGroupDestroyed')).toEqual([{ ...report, change: 'groupGone' }]);
  });

  it('let everybody in who asks or is asked', () => {
    expect(read(command('Group.CallbackBeforeApplyJoinGroup', { Requestor_Account: 'u_bob' }))).toEqual({
      kind: 'nothing',
      answer: OK,
    });
    expect(read(command('Group.CallbackBeforeInviteJoinGroup'))).toEqual({
      kind: 'nothing',
      answer: { ...OK, RefusedMembers_Account: [] },
    });
  });

  it.each(['Group.CallbackAfterSendMsg', 'State.StateChange', 'Alert.RequestOverLimit', 'toString', ''])(
    'say nothing when they are "%s"',
    (name) => {
      expect(read(command(name))).toEqual({ kind: 'nothing', answer: OK });
    },
  );

  it('go by the command in the body, whatever the one in the query', () => {
    expect(read(without(joined, 'CallbackCommand'))).toEqual(read(joined));
    const other = withQuery(joined, { CallbackCommand: 'Group.CallbackAfterMemberExit' });
    expect(read(other)).toEqual(read(joined));
    expect(read(withFields(joined, { CallbackCommand: undefined }))).toEqual({ kind: 'unreadable' });
  });

  it('leave out accounts that no provider gives', () => {
    const members = ['u_alice', '', 'x'.repeat(513), 'é'.repeat(257), '\ud800', null, { a: 1 }, 4711, 'u_alice'];
    const posted = withFields(joined, {
      NewMemberList: [...members.map((Member_Account) => ({ Member_Account })), 'u_bob', null],
    });
    expect(reportsOf(read(posted))[0]?.accounts).toEqual(['u_alice', '4711']);
  });

  it('have the list read when they name nobody, or more than a report holds', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => ({ Member_Account: `u${index}` }));
    const changed = [{ groupId: '@TGS#2ABCDEFGH', change: 'membersChanged', accounts: [], trusted: true }];
    for (const NewMemberList of [undefined, [], 'u_alice', many])
      expect(reportsOf(read(withFields(joined, { NewMemberList })))).toEqual(changed);
    expect(reportsOf(read(withFields(joined, { NewMemberList: many.slice(1) })))[0]?.accounts).toHaveLength(1_000);
  });

  it('cannot be read without a group, nor when they are no JSON object', () => {
    for (const GroupId of [undefined, '', null, 'g'.repeat(513)])
      expect(read(withFields(joined, { GroupId }))).toEqual({ kind: 'unreadable' });
    for (const body of ['', '{', '[]', 'null', '"x"', '7', Buffer.from([0xff, 0xfe]), '{"a":'.repeat(50_000)])
      expect(read({ ...joined, body })).toEqual({ kind: 'unreadable' });
    // One byte of a name that is no UTF-8.
    const body = Buffer.from(joined.body.toString().replace('u_alice', 'u_alic~'));
    body[body.indexOf('~')] = 0xff;
    expect(read({ ...joined, body })).toEqual({ kind: 'unreadable' });
  });

  it('cannot be read when they are too deep or too large', () => {
    const deep = (levels: number) => withFields(joined, { x: JSON.parse('['.repeat(levels) + ']'.repeat(levels)) });
    expect(read(deep(31)).kind).toBe('changes');
    expect(read(deep(32))).toEqual({ kind: 'unreadable' });
    expect(read(withFields(joined, { x: '[{'.repeat(100) })).kind).toBe('changes');
    expect(read(withFields(joined, { x: '"\\'.repeat(100) })).kind).toBe('changes');
    expect(read(withFields(joined, { x: 'x'.repeat(1024 * 1024) }))).toEqual({ kind: 'unreadable' });
  });
});

describe('the key of a callback of Tencent', () => {
  const key = (posted: Posted) => keyIn(read(posted));
  const list = (...accounts: string[]) => ({
    NewMemberList: accounts.map((Member_Account) => ({ Member_Account })),
  });

  it('is the same for another delivery, signed anew, in another order, and with the time quoted', () => {
    const again = signedAt(joined, '1700000030');
    expect(key(again)).toBe(key(joined));
    expect(key(withFields(again, { EventTime: '1700000000456' }))).toBe(key(joined));
    expect(key(withFields(joined, list('a', 'b')))).toBe(key(withFields(joined, list('b', 'a'))));
  });

  it('is another for another event', () => {
    const events = [
      joined,
      withFields(joined, { EventTime: 1_700_000_000_457 }),
      withFields(joined, { GroupId: '@TGS#OTHER' }),
      withFields(joined, list('u_bob')),
      withFields(joined, list('u_alice', 'u_bob')),
      kicked,
    ];
    expect(new Set(events.map(key)).size).toBe(events.length);
  });

  it('goes by the time of the request when the event has none', () => {
    const timeless = withFields(joined, { EventTime: undefined });
    expect(key(timeless)).toBe(key(timeless));
    expect(key(signedAt(timeless, '1700000001'))).not.toBe(key(timeless));
  });
});
