import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { linesOf, PATIENCE, run, writeConfig } from './command.ts';

/** Every text of a tree, by the key that it stands under. */
function* textsIn(value: unknown, key = ''): Generator<[string, string]> {
  if (typeof value === 'string') yield [key, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) yield* textsIn(item, Array.isArray(value) ? key : name);
}

it('prints what is in force, with its defaults and without a secret', PATIENCE, async () => {
  const sandbox = await startSandbox({ clock: new ManualClock() });
  await sandbox.close();
  const auth = { jwt: { secret: 'a secret of thirty-two bytes, or so', issuer: 'https://issuer' } };
  const config = writeConfig({ auth, connections: sandbox.connections });
  const environment = { ROLLCALL_CONFIG: config, PORT: '4321', DATABASE_URL: 'postgres://me:my-password@db/rollcall' };
  const { code, stdout, stderr } = await run(['config', 'check', '--json'], environment);
  expect(code).toBe(0);
  expect(stderr).toContain('PORT, DATABASE_URL');
  expect(JSON.parse(stdout)).toMatchObject({
    server: { host: '127.0.0.1', port: 4321 },
    store: { url: 'postgres://me:********@db/rollcall' },
    auth: { jwt: { issuer: 'https://issuer' } },
    connections: [
      {
        id: 'wechat',
        provider: 'gewe',
        limits: { membersPerCall: 20, callsPerSecond: 1, scope: 'connection', readsPerSecond: 2 },
        timeoutMs: 10_000,
        inviteExpiresAfterMs: 604_800_000,
      },
      {},
      {},
      {},
      {},
    ],
  });
  const harmless = ['id', 'provider', 'driver', 'baseUrl', 'operator', 'administrator', 'appId'];
  const secrets = [...textsIn(sandbox.connections)].filter(([key]) => !harmless.includes(key)).map(([, text]) => text);
  expect(secrets.length).toBeGreaterThan(8);
  for (const secret of [...secrets, auth.jwt.secret, 'my-password']) expect(stdout + stderr).not.toContain(secret);
  const yaml = await run(['config', 'check'], environment);
  expect(yaml.stdout).toContain('provider: zego-zim');
});

it('tells all that is wrong with a configuration', PATIENCE, async () => {
  const config = writeConfig({ colour: 'blue', connections: [] });
  const { code, stderr } = await run(['config', 'check', '--config', config]);
  expect(code).toBe(1);
  expect(stderr).toContain('colour: is not a key that is known here');
  expect(stderr).toContain('connections: must name at least one connection');
  const { stdout } = await run(['config', 'check', '--config', config, '--json']);
  expect(linesOf(stdout.replaceAll('\n', ''))[0]).toMatchObject({
    problems: [{ path: 'connections' }, { path: 'colour' }],
  });
});
