import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectWay } from '../../../src/cli/doctor/connection/chat.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { WireServer } from '../../support/wire-server.ts';
import { newFolder, PATIENCE } from '../command.ts';
import { type Changes, openPractice, stand } from './practice.ts';

describe('rollcall doctor, of the driver chat', PATIENCE, () => {
  const { sandbox, connections, diagnose } = openPractice();

  it('tells what can be told without a login', async () => {
    const { sdkAppId, secretKey } = sandbox().connections.find(({ id }) => id === 'tencent') as Record<string, unknown>;
    const chat = { id: 'chat', provider: 'tencent-im-sdk', driver: 'chat', sdkAppId, secretKey, operator: 'u_owner' };
    const told = async (changes: object, parts: Changes, environment: Record<string, string> = {}) => {
      const configuration = { connections: [...connections(parts), { ...chat, ...changes }] };
      const { findings } = await diagnose(configuration, [], environment);
      const about = findings.filter(({ subject, check }) => subject === 'chat' && /SDK|credentials/.test(check));
      return about.map(({ verdict, code }) => `${verdict} ${code}`);
    };
    const notTheKey = 'f'.repeat(64);
    expect(await told({}, { tencent: {} })).toEqual(['ok ok', 'ok ok']);
    expect(await told({ secretKey: notTheKey }, { tencent: {} })).toEqual(['ok ok', 'fault wrong-credential']);
    const stranger = { tencent: { administrator: 'somebody' } };
    expect(await told({ secretKey: notTheKey }, stranger)).toEqual(['ok ok', 'fault wrong-credential']);
    expect(await told({ secretKey: notTheKey }, {})).toEqual(['ok ok', 'skipped skipped']);
    expect(await told({ secretKey: 'short' }, {})).toEqual(['ok ok', 'warning secret-malformed']);
    const hide = join(newFolder(), 'hide.mjs');
    writeFileSync(
      hide,
      `import Module from 'node:module';
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) => resolve(name.startsWith('@tencentcloud/') ? name + '-gone' : name, ...rest);`,
    );
    expect(await told({}, {}, { NODE_OPTIONS: `--import=${hide}` })).toContain('fault sdk-missing');
  });

  it('takes any of the hosts of the SDK for a way there', async () => {
    const there = new URL(await stand(() => ({ status: 404, body: {} })));
    const gone = new URL(await WireServer.unreachableUrl());
    const look = (urls: readonly URL[]) => inspectWay('chat', urls, { clock: systemClock });
    expect(await look([gone, there])).toMatchObject({ verdict: 'ok', why: `${there.host} answers` });
    expect(await look([gone, gone])).toMatchObject({ verdict: 'fault', code: 'unreachable-refused' });
    expect(await look([])).toMatchObject({ verdict: 'skipped' });
  });
});
