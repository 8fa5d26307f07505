import { describe, expect, it } from 'vitest';
import { REPLAY_WINDOW_MS, signCallback } from '../../../src/datasources/zego-zim/webhook.ts';
import { MAX_CALLBACK_BYTES, MAX_FORM_FIELDS } from '../../../src/datasources/zego-zim/webhook-body.ts';
import {
  ZIM_SECRET,
  keyIn,
  readPosted,
  readerOf,
  recordedWebhook,
  recordedWebhooks,
  reportsOf,
  withFields,
} from './recorded.ts';
import type { Posted } from './recorded.ts';

const reader = readerOf('zego-zim');
const joined = recordedWebhook('zego-zim', 'group-join');
const exited = recordedWebhook('zego-zim', 'group-exit');
const created = recordedWebhook('zego-zim', 'group-create');
const SIGNED_MS = 1_700_000_000_000;

const read = (posted: Posted) => readPosted(reader, posted);
/** Signed anew over these fields; a time or a nonce beyond 2^53 can be given as a string of digits only. */
const signed = (posted: Posted, fields: Record<string, unknown>, secret = ZIM_SECRET): Posted => {
  const { timestamp, nonce } = JSON.parse(withFields(posted, fields).body.toString()) as Record<string, unknown>;
  return withFields(posted, { ...fields, signature: signCallback(secret, String(timestamp), String(nonce)) });
};

describe('the signature of ZIM', () => {
  it('is the one of the documentation', () => {
    expect(signCallback('secret', '1470820198', '123412')).toBe('5bd59fd62953a8059fb7eaba95720f66d19e4517');
    expect(signCallback(ZIM_SECRET, '1700000000', '8842213')).toBe('4faa9ed30efca26ef6f35b8cc8fb3731217893c2');
  });

  it('may be by any of the configured secrets', () => {
    expect(read(signed(joined, {}, 'an-older-callback-secret'))).toEqual(read(joined));
    expect(read(signed(joined, {}, 'zim-server-secret'))).toEqual({ kind: 'forged' });
  });

  it.each(recordedWebhooks('zego-zim'))('keeps forgeries of $name out', (posted) => {
    const forgeries: Record<string, Posted> = {
      'another secret': signed(posted, {}, 'guessed'),
      'no signature': withFields(posted, { signature: undefined }),
      'an empty signature': withFields(posted, { signature: '' }),
      'a signature that is no text': withFields(posted, { signature: { a: 1 } }),
      'no time': withFields(posted, { timestamp: undefined }),
      'a time that was not signed': withFields(posted, { timestamp: 1_700_000_001 }),
      'no nonce': withFields(posted, { nonce: undefined }),
      'a nonce that was not signed': withFields(posted, { nonce: '8842214' }),
      'another app': withFields(posted, { appid: '1234567891' }),
      'no app': withFields(posted, { appid: undefined }),
      'too old': { ...posted, nowMs: SIGNED_MS + REPLAY_WINDOW_MS + 1 },
      'too early': { ...posted, nowMs: SIGNED_MS - REPLAY_WINDOW_MS - 1 },
      'no number for a time': signed(posted, { timestamp: 'now' }),
      'a time with a sign': signed(posted, { timestamp: '+1700000000' }),
    };
    for (const [name, forgery] of Object.entries(forgeries)) expect(read(forgery), name).toEqual({ kind: 'forged' });
  });

  it('holds for five minutes either way', () => {
    for (const nowMs of [SIGNED_MS - REPLAY_WINDOW_MS, SIGNED_MS + REPLAY_WINDOW_MS])
      expect(read({ ...joined, nowMs }).kind).toBe('changes');
  });

  it('covers the time as it is written: quoted or not, in seconds or milliseconds', () => {
    for (const timestamp of ['1700000000', 1_700_000_000, '1700000000123', 1_700_000_000_123])
      expect(read(signed(joined, { timestamp })).kind).toBe('changes');
    expect(read({ ...signed(joined, { timestamp: 1_700_000_000_123 }), nowMs: SIGNED_MS * 2 })).toEqual({
      kind: 'forged',
    });
  });

  it('covers a nonce of more digits than a number holds', () => {
    const nonce = '12345678901234567890';
    const bare = signed(joined, { nonce }).body.toString().replace(`"${nonce}"`, nonce);
    expect(read({ ...joined, body: bare })).toEqual(read(joined));
  });

  it('goes with an app id that is a number or a text', () => {
    expect(read(withFields(joined, { appid: 1_234_567_890 }))).toEqual(read(joined));
  });
});

describe('bodies of ZIM', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
  const JSON_TYPE = { 'content-type': 'application/json' };
  const json = created.body.toString();
  const fields = JSON.parse(json) as Record<string, string | number>;
  const form = (lists: [string, string][]) =>
    new URLSearchParams([
      ...Object.entries(fields)
        .filter(([name]) => name !== 'user_ids')
        .map(([name, value]): [string, string] => [name, typeof value === 'object' ? '[]' : String(value)]),
      ...lists,
    ]).toString();

  it.each<[string, string]>([
    ['JSON', json],
    ['JSON with a byte order mark and spaces around it', `\ufeff \n${json}\r\n`],
    ['percent-encoded JSON', encodeURIComponent(json)],
    ['percent-encoded JSON with "+" for spaces', encodeURIComponent(json).replaceAll('%20', '+')],
    ['percent-encoded JSON that keeps what URLs may hold', encodeURI(json)],
    ['a form that has the JSON in a field', new URLSearchParams({ data: json }).toString()],
    ['a form that has it in the second field', new URLSearchParams({ v: '{}', data: json }).toString()],
    ['a form that has it as the name of a field', `${encodeURIComponent(json)}=`],
    ['a form of the fields, lists as JSON', form([['user_ids', '["u_owner","u_alice"]']])],
    [
      'a form of the fields, lists by repetition',
      form([
        ['user_ids', 'u_owner'],
        ['user_ids', 'u_alice'],
      ]),
    ],
    [
      'a form of the fields, lists with brackets',
      form([
        ['user_ids[]', 'u_owner'],
        ['user_ids[]', 'u_alice'],
      ]),
    ],
    [
      'a form of the fields, lists with numbers',
      form([
        ['user_ids[0]', 'u_owner'],
        ['user_ids[1]', 'u_alice'],
      ]),
    ],
  ])('may be %s, whatever the content type says', (_name, body) => {
    for (const headers of [FORM, JSON_TYPE, {}]) expect(read({ ...created, headers, body })).toEqual(read(created));
  });

  it('keep a plus sign in an id', () => {
    const plus = withFields(created, { user_ids: ['a+b c'] });
    const text = plus.body.toString();
    for (const body of [
      text,
      encodeURIComponent(text),
      encodeURIComponent(text).replaceAll('%20', '+'),
      encodeURI(text),
      new URLSearchParams({ data: text }).toString(),
      form([['user_ids', 'a+b c']]),
    ])
      expect(reportsOf(read({ ...plus, body }))[0]?.accounts, body).toEqual(['a+b c']);
  });

  it('are looked into up to a limit of fields', () => {
    const behind = (fieldsBefore: number) => `${'x=1&'.repeat(fieldsBefore)}data=${encodeURIComponent(json)}`;
    expect(read({ ...created, body: behind(MAX_FORM_FIELDS - 1) })).toEqual(read(created));
    expect(read({ ...created, body: behind(MAX_FORM_FIELDS) })).toEqual({ kind: 'forged' });
  });

  it('prove nothing when no signature can be found in them', () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '%',
      '%7B',
      '%ff%fe',
      '=&=&=',
      json.slice(0, -1),
      encodeURIComponent(json).slice(0, -1),
      Buffer.from([0xff]),
      '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
      json + ' '.repeat(MAX_CALLBACK_BYTES),
    ])
      expect(read({ ...created, body })).toEqual({ kind: 'forged' });
  });
});

describe('callbacks of ZIM', () => {
  it('have the joining of members in two spellings', () => {
    const other = read(withFields(joined, { event: 'Apply_join_group' }));
    expect(reportsOf(other)).toEqual(reportsOf(read(joined)));
  });

  it('tell who was kicked out from who quit', () => {
    const change = (exit_type: unknown) => reportsOf(read(withFields(exited, { exit_type })))[0]?.change;
    expect([change('Kickout'), change('Quit'), change(undefined)]).toEqual(['removed', 'left', 'left']);
  });

  it.each(['user_login', 'group_member_info', '__proto__', ''])(
    'say nothing of members when they are "%s"',
    (event) => {
      expect(read(withFields(joined, { event }))).toEqual({ kind: 'nothing', answer: {} });
    },
  );

  it('cannot be read without an event or a group', () => {
    for (const fields of [{ event: undefined }, { event: 1 }, { group_id: undefined }, { group_id: '' }])
      expect(read(withFields(joined, fields))).toEqual({ kind: 'unreadable' });
  });

  it('have the list read when they name nobody', () => {
    for (const new_user_ids of [undefined, null, [], '', {}, [[], {}, '', 'x'.repeat(513)]])
      expect(reportsOf(read(withFields(joined, { new_user_ids })))).toEqual([
        { groupId: 'grp_demo', change: 'membersChanged', accounts: [], trusted: true },
      ]);
  });

  it('keep the digits of ids that came as numbers', () => {
    const body = joined.body.toString().replace('"u_alice"', '9007199254740993').replace('"grp_demo"', '42');
    expect(reportsOf(read({ ...joined, body }))).toMatchObject([{ groupId: '42', accounts: ['9007199254740993'] }]);
  });
});

describe('the key of a callback of ZIM', () => {
  const key = (posted: Posted) => keyIn(read(posted));

  it('is the same for a retry with another nonce, and for another order', () => {
    expect(key(signed(joined, { nonce: '1' }))).toBe(key(joined));
    expect(key(withFields(joined, { timestamp: '1700000000' }))).toBe(key(joined));
    const order = (...new_user_ids: string[]) => key(withFields(joined, { new_user_ids }));
    expect(order('a', 'b')).toBe(order('b', 'a'));
  });

  it('is another for another event', () => {
    const events = [
      joined,
      exited,
      created,
      signed(joined, { timestamp: 1_700_000_001 }),
      withFields(joined, { group_id: 'grp_other' }),
      withFields(joined, { new_user_ids: ['u_bob'] }),
      withFields(joined, { new_user_ids: ['u_alice', 'u_bob'] }),
    ];
    expect(new Set(events.map(key)).size).toBe(events.length);
  });
});
