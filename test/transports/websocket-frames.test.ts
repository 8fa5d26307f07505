import { describe, expect, it } from 'vitest';
import { Results, ResultText } from '../../src/graphql/fan-out/results.ts';
import { framesOf } from '../../src/transports/websocket/frames.ts';
import { legacyDialect } from '../../src/transports/websocket/legacy.ts';
import { modernDialect } from '../../src/transports/websocket/modern.ts';
import { LEGACY, MODERN, RawSocket } from './raw-socket.ts';
import { GROUP, Stage } from './stage.ts';
import { until } from './time.ts';

const QUERY = `subscription { memberStateChanged(groupId: "${GROUP}") { sequence membership { account } } }`;
/** Ids of one length in bytes and of others, with what JSON has to escape. */
const IDS = ['1', '2', 'é', '"', 'an id', 'x'.repeat(256), '😀\n'];

const textOf = (length: number): ResultText => new ResultText(JSON.stringify('x'.repeat(length)), null);

describe('frames that are made once', () => {
  it('reach each operation in order, under its own id, in both subprotocols', async () => {
    await using stage = await Stage.start();
    using modern = await new RawSocket(`${stage.url}/graphql`, { words: MODERN }).begin();
    using legacy = await new RawSocket(`${stage.url}/graphql`, { words: LEGACY }).begin();
    using same = await new RawSocket(`${stage.url}/graphql`, { words: MODERN }).begin();
    const sockets = [modern, legacy, same];
    for (const socket of sockets) for (const id of IDS) await socket.start(id, { query: QUERY });
    await until('all are there', () => stage.feed.subscribers === sockets.length * IDS.length);
    const accounts = Array.from({ length: 600 }, (_, n) => `é-${n}`);
    await stage.invite(accounts);
    await stage.invite(['last']);
    const all = [...accounts, 'last'];
    for (const socket of sockets) {
      for (const id of IDS) {
        const { result } = socket.words;
        await until('all have come', () => socket.of(id, result).length === all.length);
        const changes = socket.of(id, result).map(({ payload }) => payload.data.memberStateChanged);
        expect(changes.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 1));
        expect(changes.map(({ membership }) => membership.account)).toEqual(all);
      }
    }
  });

  it('keep their order with all else that is said over a socket', async () => {
    await using stage = await Stage.start();
    using client = await new RawSocket(`${stage.url}/graphql`).begin();
    await client.start('1', { query: QUERY });
    await until('it is there', () => stage.feed.subscribers === 1);
    await stage.invite(['a', 'b']);
    await client.result('1');
    await stage.invite(['c']);
    client.socket.close(1000);
    await client.closed();
    const { length } = client.of('1', 'next');
    expect(client.of('1', 'next').map(({ payload }) => payload.data.memberStateChanged.sequence)).toEqual(
      Array.from({ length }, (_, index) => index + 1),
    );
    await until('it is freed', () => stage.feed.subscribers === 0);
  });

  it.each([0, 60, 125, 126, 200, 65_535, 65_536, 70_000])('say how long %i bytes more are', (length) => {
    for (const dialect of [modernDialect, legacyDialect]) {
      const texts = [textOf(length), textOf(3)];
      const frames = framesOf(new Results(texts), dialect, '"id"');
      let at = 0;
      for (const { json } of texts) {
        const short = frames[at + 1] ?? 0;
        const head = short < 126 ? 2 : short === 126 ? 4 : 10;
        const payload =
          short < 126 ? short : short === 126 ? frames.readUInt16BE(at + 2) : Number(frames.readBigUInt64BE(at + 2));
        // The shortest form that holds it (RFC 6455, 5.2).
        expect([frames[at], head]).toEqual([0x81, payload < 126 ? 2 : payload < 65_536 ? 4 : 10]);
        const message = JSON.parse(frames.toString('utf8', at + head, at + head + payload)) as unknown;
        expect(message).toEqual({ id: 'id', type: dialect.resultType, payload: JSON.parse(json) as unknown });
        at += head + payload;
      }
      expect(at).toBe(frames.length);
    }
  });

  it('are the same bytes for all who share an id', () => {
    const results = new Results([textOf(10)]);
    const one = framesOf(results, modernDialect, '"1"');
    expect(framesOf(results, modernDialect, '"1"')).toBe(one);
    const other = framesOf(results, modernDialect, '"2"');
    expect(other.toString()).toBe(one.toString().replace('"1"', '"2"'));
  });
});
