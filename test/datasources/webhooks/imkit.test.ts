import { describe, expect, it } from 'vitest';
import { keyIn, readPosted, readerOf, recordedWebhook, recordedWebhooks, reportsOf, withFields } from './recorded.ts';
import type { Posted } from './recorded.ts';

const reader = readerOf('imkit');
const added = recordedWebhook('imkit', 'add-members');
const deleted = recordedWebhook('imkit', 'delete-members');
const joined = recordedWebhook('imkit', 'join-room');
const NULLS = { toBotState: null, data: null };
const ROOM = { groupId: 'room_demo', trusted: false };

const read = (posted: Posted) => readPosted(reader, posted);

describe('the path secret of IMKit', () => {
  it.each(recordedWebhooks('imkit'))('keeps forgeries of $name out', (posted) => {
    for (const pathSecret of [null, '', 'imkit-path-secre', 'imkit-path-secret ', 'IMKIT-PATH-SECRET', 'other'])
      expect(read({ ...posted, pathSecret })).toEqual({ kind: 'forged' });
  });
});

describe('webhooks of IMKit', () => {
  it('tell who left by himself from who was taken out', () => {
    const bob = { _id: 'u_bob' };
    const data = (sender: unknown, members: unknown) => ({ data: { room: 'room_demo', sender, members } });
    const change = (fields: Record<string, unknown>) => reportsOf(read(withFields(deleted, fields)))[0]?.change;
    expect(change({})).toBe('removed');
    expect(change({ clientID: 'u_bob', ...data(bob, [bob]) })).toBe('left');
    expect(change({ clientID: undefined, ...data(bob, [bob]) })).toBe('left');
    expect(change({ clientID: 'u_bob', ...data(undefined, ['u_bob']) })).toBe('left');
    expect(change({ clientID: 'u_bob', ...data(bob, [bob, { _id: 'u_eve' }]) })).toBe('removed');
    expect(change({ clientID: undefined, ...data(undefined, [bob]) })).toBe('removed');
  });

  it('need not have what the samples leave out', () => {
    const bare = { appID: undefined, clientID: undefined, botState: undefined };
    expect(reportsOf(read(withFields(added, bare)))).toEqual(reportsOf(read(added)));
    expect(reportsOf(read(withFields(added, { roomID: undefined })))).toEqual(reportsOf(read(added)));
    const populated = { roomID: undefined, data: { room: { id: 'room_demo' }, members: ['u_alice'] } };
    expect(reportsOf(read(withFields(added, populated)))).toEqual(reportsOf(read(added)));
  });

  it('tell who joined even when only the sender is named', () => {
    const alone = withFields(joined, { data: { room: 'room_demo', sender: { _id: 'u_bob' } } });
    expect(reportsOf(read(alone))).toEqual([{ ...ROOM, change: 'joined', accounts: ['u_bob'] }]);
  });

  it('have the room read when nobody is named', () => {
    for (const data of [undefined, null, [], 'x', { members: 'u_alice' }, { members: [{}, null, { _id: '' }] }])
      expect(reportsOf(read(withFields(added, { data })))).toEqual([
        { ...ROOM, change: 'membersChanged', accounts: [] },
      ]);
  });

  it.each(['MESSAGE', 'SOMETHING_NEW', 'constructor', ''])('say nothing of members when they are "%s"', (event) => {
    expect(read(withFields(added, { event }))).toEqual({ kind: 'nothing', answer: NULLS });
  });

  it('cannot be read without an event or a room, nor when they are no JSON object', () => {
    for (const fields of [{ event: undefined }, { event: 7 }, { roomID: undefined, data: {} }])
      expect(read(withFields(added, fields))).toEqual({ kind: 'unreadable' });
    for (const body of ['', 'null', '[]', '{"event":"ADD_MEMBERS"', Buffer.from([0xc0])])
      expect(read({ ...added, body })).toEqual({ kind: 'unreadable' });
  });

  it('count each time that they come, for the same words tell of joining, leaving and joining', () => {
    expect(keyIn(read({ ...joined, nowMs: joined.nowMs + 1 }))).not.toBe(keyIn(read(joined)));
    expect(keyIn(read({ ...added, nowMs: joined.nowMs }))).not.toBe(keyIn(read(joined)));
  });
});
