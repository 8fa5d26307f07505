import { describe, expect, it } from 'vitest';
import { LEGACY, MODERN, RawSocket, type RawSocketOptions } from './raw-socket.ts';
import { until } from './time.ts';
import { BRIEF_MS, SHORT_MS, TokenStage } from './token-stage.ts';

const UNAUTHENTICATED = [{ extensions: { code: 'UNAUTHENTICATED' } }];
const WORDS = 'subscription { words }';
const as = (token: string) => ({ extensions: { authorization: `Bearer ${token}` } });

describe.each([MODERN, LEGACY])('credentials over $protocol', (words) => {
  const open = (stage: TokenStage, options: RawSocketOptions = {}): RawSocket =>
    new RawSocket(`${stage.url}/ws`, { words, ...options });
  const who = async (client: RawSocket, payload: object = {}): Promise<unknown> => {
    const id = `who ${client.messages.length}`;
    await client.start(id, { query: '{ me }', ...payload });
    return client.result(id);
  };

  it.each([
    ['the header of the upgrade', undefined, { authorization: 'Bearer ann' }],
    ['authorization', { authorization: 'Bearer ann' }, {}],
    ['Authorization', { Authorization: 'Bearer ann' }, {}],
    ['token', { token: 'ann' }, {}],
    ['a token within a token, as Apollo Router sends it', { connectionParams: { token: 'Bearer ann' } }, {}],
  ])('are found in %s', async (_where, params, headers) => {
    await using stage = await TokenStage.start();
    using client = await open(stage, { headers }).begin(params);
    expect(await who(client)).toEqual({ data: { me: 'ann' } });
  });

  it('are judged once for the socket, and for each operation that brings its own', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'ann' });
    await who(client);
    await who(client, { extensions: { persistedQuery: {} } });
    await who(client);
    expect(stage.access.asked).toHaveLength(1);
    expect(await who(client, as('bob'))).toEqual({ data: { me: 'bob' } });
    expect(stage.access.asked).toHaveLength(2);
    expect(stage.access.asked[1]).toMatchObject({ connectionParams: { token: 'ann' }, ...as('bob') });
    expect(await who(client)).toEqual({ data: { me: 'ann' } });
    expect(stage.access.asked).toHaveLength(2);
  });

  it.each([[undefined], [{ token: 'unknown' }]])(
    'that are missing or bad (%j) are acknowledged; operations are told, and may bring their own',
    async (params) => {
      await using stage = await TokenStage.start();
      using client = await open(stage).begin(params);
      expect(await who(client)).toMatchObject({ errors: UNAUTHENTICATED });
      await client.start('stream', { query: WORDS });
      expect(await client.result('stream')).toMatchObject({ errors: UNAUTHENTICATED });
      await client.received('complete', 'stream');
      expect(await who(client, as('bob'))).toEqual({ data: { me: 'bob' } });
      expect(await who(client, as('unknown'))).toMatchObject({ errors: UNAUTHENTICATED });
      expect(client.closedWith).toBeNull();
    },
  );

  it('that end close the socket with 4403, and its operations are told nothing', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'short' });
    await client.start('1', { query: WORDS });
    await client.start('own', { query: WORDS, ...as('ann') });
    await until('both are there', () => stage.streams === 2);
    stage.clock.advance(SHORT_MS - 1);
    stage.publish('in time');
    await client.result('1');
    await client.result('own');
    stage.clock.advance(1);
    expect(stage.streams).toBe(0);
    expect(await client.closed()).toEqual({ code: 4403, reason: 'Forbidden' });
    expect(client.messages.filter(({ id }) => id !== undefined)).toHaveLength(2);
    expect(client.of(undefined, 'connection_error')).toEqual([]);
  });

  it('of an operation end with it, and the socket stays', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'short' });
    await client.start('brief', { query: WORDS, ...as('brief') });
    await client.start('other', { query: WORDS });
    await until('both are there', () => stage.streams === 2);
    stage.publish('one');
    await until('both have it', () => ['brief', 'other'].every((id) => client.of(id, words.result).length === 1));
    stage.clock.advance(BRIEF_MS);
    await client.received('complete', 'brief');
    expect(client.of('brief', words.result)[1]?.payload).toMatchObject({ errors: UNAUTHENTICATED });
    expect(stage.streams).toBe(1);
    stage.publish('two');
    await until('the other goes on', () => client.of('other', words.result).length === 2);
    expect(client.of('brief', words.result)).toHaveLength(2);
  });

  it('of an operation leave no timer behind when it ends before them', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'ann' });
    const timers = stage.clock.pending;
    await client.start('1', { query: WORDS, ...as('brief') });
    await until('it is there', () => stage.clock.pending === timers + 1);
    await client.stop('1');
    await until('it is gone', () => stage.streams === 0);
    expect(stage.clock.pending).toBe(timers);
    client.socket.terminate();
    await until('nothing waits', () => stage.clock.pending === 0);
  });

  it('that have ended let nothing run, also when the timer is late', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'short' });
    expect(await who(client)).toEqual({ data: { me: 'short' } });
    stage.clock.delayTimers(SHORT_MS);
    await client.start('late', { query: 'mutation { slow }' });
    expect((await client.closed()).code).toBe(4403);
    expect(stage.slowBegun).toBe(0);
  });

  it('that have ended let no event through, also when the timer is late', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'short' });
    using other = await open(stage).begin({ token: 'ann' });
    await client.start('1', { query: WORDS });
    await other.start('brief', { query: WORDS, ...as('brief') });
    await until('both are there', () => stage.streams === 2);
    stage.clock.delayTimers(SHORT_MS);
    stage.publish('too late');
    expect((await client.closed()).code).toBe(4403);
    await other.received('complete', 'brief');
    expect(client.of('1', words.result)).toEqual([]);
    expect(other.of('brief', words.result)).toMatchObject([{ payload: { errors: UNAUTHENTICATED } }]);
    expect(stage.streams).toBe(0);
  });

  it('that cannot be judged now close the socket so that clients come back, and fail an operation alone', async () => {
    await using stage = await TokenStage.start();
    using early = await open(stage).begin({ token: 'ann' });
    expect(await who(early)).toEqual({ data: { me: 'ann' } });
    stage.access.failure = new Error('a secret of the issuer');
    using late = open(stage);
    await late.say({ type: 'connection_init', payload: { token: 'ann' } });
    expect((await late.closed()).code).toBe(1013);
    await early.start('1', { query: '{ me }', ...as('bob') });
    expect(await early.received('error', '1')).toMatchObject([
      { message: expect.not.stringContaining('secret'), extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    const meantForClients = { extensions: { code: 'SERVICE_UNAVAILABLE' } };
    stage.access.failure = Object.assign(new Error('the keys are out of reach'), meantForClients);
    await early.start('2', { query: '{ me }', ...as('bob') });
    expect(await early.received('error', '2')).toMatchObject([
      { message: 'the keys are out of reach', ...meantForClients },
    ]);
    expect(await who(early)).toEqual({ data: { me: 'ann' } });
  });
});
