import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock, systemRandom } from '../../src/kernel/clock.ts';
import type { Connect } from '../../src/wires/connection.ts';
import { MAX_WAITING_TOPICS } from '../../src/wires/outbox.ts';
import { RemoteWire } from '../../src/wires/remote-wire.ts';
import type { EventWire } from '../../src/wires/wire.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { Ear } from '../wires/ear.ts';
import { WrittenLog } from '../wires/written-log.ts';

export interface WireSuite {
  readonly name: string;
  /** The variable that names the server. */
  readonly variable: string;
  readonly defaultPort: number;
  connect(url: string, prefix: string): Connect;
}

/** An instance on the wire: it is connected, and has heard so. */
interface Instance {
  readonly wire: EventWire;
  readonly ear: Ear;
}

/** What every wire between instances promises behind the port, over a real server. */
export function describeWireContract({ name, variable, defaultPort, connect }: WireSuite): void {
  const url = process.env[variable];
  if (url === undefined || url === '') {
    describe(`wire contract: ${name}`, () => it.skip(`is left out: ${variable} is not set`, () => {}));
    return;
  }

  const newPrefix = (): string => `rollcall-test-${randomUUID().slice(0, 8)}`;
  const open = (prefix: string, at = url, { log } = new WrittenLog()): Instance => {
    const wire = new RemoteWire(connect(at, prefix), { clock: systemClock, random: systemRandom, log });
    onTestFinished(() => wire.close());
    return { wire, ear: new Ear(wire) };
  };
  const start = async (prefix: string, at?: string): Promise<Instance> => {
    const instance = open(prefix, at);
    await instance.ear.until(({ gaps }) => gaps > 0);
    return instance;
  };
  /** Has `from` move a topic again and again until `to` has heard of it: a listener just begun may not be known yet. */
  const reach = async (from: Instance, to: Instance, topic: string): Promise<void> => {
    to.wire.listen(topic);
    await to.wire.ping();
    from.wire.publish([topic]);
    await to.ear.heard(topic);
  };

  describe(`wire contract: ${name}`, () => {
    it('tells those who listen to a topic that it has moved, and neither others nor the one who said so', async () => {
      const prefix = newPrefix();
      const [one, two, three] = [await start(prefix), await start(prefix), await start(prefix)];
      for (const { wire } of [one, two]) wire.listen('a');
      for (const { wire } of [one, two, three]) wire.listen('end');
      await Promise.all([one, two, three].map(({ wire }) => wire.ping()));
      one.wire.publish(['a', 'b']);
      one.wire.publish(['end']);
      await Promise.all([two.ear.heard('end'), three.ear.heard('end')]);
      expect([one.ear.moved, two.ear.moved, three.ear.moved]).toEqual([[], ['a', 'end'], ['end']]);
    });

    it('carries any text as a topic, and keeps apart what looks alike', async () => {
      const prefix = newPrefix();
      const [one, two] = [await start(prefix), await start(prefix)];
      const topics = [
        '*',
        '>',
        'a.b',
        'a b',
        'a\nb',
        'a\r\n',
        '',
        '\u0000',
        'ä',
        'a',
        'A',
        '"',
        "'--",
        '\ud800',
        '群组',
      ];
      const long = ['x', 'y'].map((end) => 'g'.repeat(20_000) + end);
      for (const topic of [...topics, ...long]) two.wire.listen(topic);
      await two.wire.ping();
      one.wire.publish([...topics, ...long]);
      one.wire.publish(['unheard']);
      await two.ear.until(({ moved }) => moved.length >= topics.length + long.length);
      expect(two.ear.moved.toSorted()).toEqual([...topics, ...long].toSorted());
    });

    it('hears no more of a topic to which it does not listen any more, and again when it does', async () => {
      const prefix = newPrefix();
      const [one, two] = [await start(prefix), await start(prefix)];
      await reach(one, two, 'a');
      two.wire.unlisten('a');
      two.wire.unlisten('never');
      await two.wire.ping();
      one.wire.publish(['a']);
      await reach(one, two, 'b');
      expect(two.ear.moved).toEqual(['a', 'b']);
      two.wire.unlisten('a');
      two.wire.listen('a');
      two.wire.unlisten('a');
      two.wire.listen('a');
      await two.wire.ping();
      one.wire.publish(['a']);
      await two.ear.until(({ moved }) => moved.length === 3);
    });

    it('keeps apart those with different prefixes, however long', async () => {
      const prefix = newPrefix();
      const long = prefix + 'x'.repeat(60);
      const instances = [
        await start(prefix),
        await start(`${prefix}2`),
        await start(`${long}1`),
        await start(`${long}2`),
      ];
      for (const { wire } of instances) wire.listen('a');
      const speakers = [];
      for (const each of [prefix, `${prefix}2`, `${long}1`, `${long}2`]) speakers.push(await start(each));
      for (const [index, speaker] of speakers.entries()) {
        const listener = instances[index] as Instance;
        await listener.wire.ping();
        speaker.wire.publish(['a']);
        await listener.ear.heard('a');
      }
      expect(instances.map(({ ear }) => ear.moved)).toEqual([['a'], ['a'], ['a'], ['a']]);
    });

    it('carries thousands at once, each once', async () => {
      const prefix = newPrefix();
      const [one, two] = [await start(prefix), await start(prefix)];
      const topics = Array.from({ length: 10_000 }, (_, index) => `group:${index}`);
      for (const topic of topics) two.wire.listen(topic);
      await two.wire.ping();
      for (const topic of topics) one.wire.publish([topic, topics[0] ?? '']);
      await two.ear.until(({ moved }) => new Set(moved).size === topics.length);
      const repeated = two.ear.moved.filter((topic) => topic !== topics[0]);
      expect(repeated).toHaveLength(topics.length - 1);
    });

    it('says that everything has to be looked at when more comes than it keeps', async () => {
      const prefix = newPrefix();
      const [one, two] = [await start(prefix), await start(prefix)];
      const { gaps } = two.ear;
      one.wire.publish(Array.from({ length: MAX_WAITING_TOPICS + 1 }, (_, index) => `${index}`));
      await two.ear.until((ear) => ear.gaps > gaps);
      await reach(one, two, 'a');
    });

    it('starts without its server, and connects when it comes', async () => {
      await using proxy = await TcpProxy.start(url, defaultPort, { open: false });
      const prefix = newPrefix();
      const [one, two] = [open(prefix, proxy.through(url)), await start(prefix)];
      one.wire.listen('a');
      one.wire.publish(['lost']);
      await expect(one.wire.ping()).rejects.toThrow('not connected');
      const { gaps } = two.ear;
      await proxy.mend();
      await Promise.all([one.ear.until((ear) => ear.gaps > 0), two.ear.until((ear) => ear.gaps > gaps)]);
      await one.wire.ping();
      two.wire.publish(['a']);
      await one.ear.heard('a');
    });

    it('comes back after its connection was cut, and both sides know that hints may be lost', async () => {
      await using proxy = await TcpProxy.start(url, defaultPort);
      const prefix = newPrefix();
      const written = new WrittenLog();
      const secret = new URL(proxy.through(url));
      const [one, two] = [open(prefix, secret.href, written), await start(prefix)];
      await one.ear.until(({ gaps }) => gaps > 0);
      for (let outage = 1; outage <= 2; outage++) {
        await reach(two, one, `before ${outage}`);
        await proxy.cut();
        // The end of a connection is noticed a moment later; until then it may look sound.
        while (
          await one.wire.ping().then(
            () => true,
            () => false,
          )
        );
        one.wire.listen(`during ${outage}`);
        one.wire.unlisten(`before ${outage}`);
        one.wire.publish(['dropped']);
        const gaps = [one.ear.gaps, two.ear.gaps] as const;
        await proxy.mend();
        await Promise.all([one.ear.until((ear) => ear.gaps > gaps[0]), two.ear.until((ear) => ear.gaps > gaps[1])]);
        two.wire.publish([`before ${outage}`, `during ${outage}`]);
        await one.ear.heard(`during ${outage}`);
        expect(one.ear.moved.filter((topic) => topic === `before ${outage}`)).toHaveLength(1);
      }
      expect(written.count(/events do not travel/)).toBe(2);
      expect(written.count(/events travel between instances again/)).toBe(2);
      expect(written.lines).toHaveLength(4);
    });

    it('never writes down where it connects to, nor with which password', async () => {
      const written = new WrittenLog();
      const wrong = new URL(url);
      [wrong.port, wrong.username, wrong.password] = ['9', 'somebody', 'p4ssw0rd'];
      const { wire } = open(newPrefix(), wrong.href, written);
      await written.until(/events do not travel/);
      await wire.close();
      expect(written.lines).toHaveLength(1);
      expect(written.lines[0]).not.toMatch(/p4ssw0rd|somebody/);
    });

    it('is silent once it is closed, also before it was ever connected', async () => {
      const prefix = newPrefix();
      const [one, two] = [await start(prefix), await start(prefix)];
      await reach(one, two, 'a');
      await two.wire.close();
      await two.wire.close();
      two.wire.publish(['a']);
      two.wire.listen('b');
      two.wire.unlisten('a');
      await expect(two.wire.ping()).rejects.toThrow('not connected');
      const three = await start(prefix);
      three.wire.listen('a');
      await three.wire.ping();
      one.wire.publish(['a', 'b']);
      await three.ear.heard('a');
      expect(two.ear.moved).toEqual(['a']);
      const never = open(prefix);
      await never.wire.close();
    });
  });
}
