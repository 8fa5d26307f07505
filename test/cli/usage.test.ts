import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startService } from '../e2e/processes.ts';
import { WireServer } from '../support/wire-server.ts';
import { newFolder, PATIENCE, rollcall, run, writeConfig } from './command.ts';

const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

it('tells its version, and helps', PATIENCE, async () => {
  expect(await run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  const help = await run(['--help']);
  expect(help.code).toBe(0);
  for (const command of ['serve', 'sandbox', 'invite', 'results', 'watch', 'doctor', 'config', 'migrate', 'schema'])
    expect(help.stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
  for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

it.each([
  { parameters: ['invite'], says: 'missing required argument' },
  { parameters: ['fly'], says: 'rollcall: unknown command' },
  { parameters: ['wacth', 'zim:a'], says: 'Did you mean watch?' },
  { parameters: ['serve', '--port', 'abc'], says: 'A port is a number up to 65535' },
  { parameters: ['sandbox', '--port', '65536'], says: 'A port is a number up to 65535' },
  { parameters: ['watch', 'zim'], says: 'zim is no id of a group' },
  { parameters: ['invite', 'zim:a', 'b', '--loud'], says: 'unknown option' },
  { parameters: ['invite', 'zim:a', '--literal', ''], says: 'nobody is named' },
  { parameters: ['watch', 'zim:a', '--url', 'nowhere'], says: '--url or ROLLCALL_URL must be' },
  { parameters: ['watch', 'zim:a', '--url', 'http://me:secret@localhost'], says: 'must hold no user and password' },
  { parameters: ['watch', 'zim:a', '--token', 'a b'], says: 'characters that no token has' },
  { parameters: ['config', 'check'], says: 'no configuration is named' },
  { parameters: ['schema', '--check', 'nothing.graphql'], says: 'nothing.graphql cannot be read' },
  { parameters: ['doctor', '--group', 'no-id'], says: 'no-id is no id of a group' },
  { parameters: ['doctor', '--public-url', 'nowhere'], says: '--public-url must be' },
])('takes $parameters for a mistake of its caller', PATIENCE, async ({ parameters, says }) => {
  const { code, stderr } = await run(parameters);
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  expect(stderr).not.toContain('    at ');
});

it('says in one line that nobody listens, and with --debug where that came up', PATIENCE, async () => {
  const url = await WireServer.unreachableUrl();
  const plain = await run(['watch', 'zim:a'], { ROLLCALL_URL: url, ROLLCALL_TOKEN: 'top-secret' });
  expect(plain.code).toBe(3);
  expect(plain.stderr.trim().split('\n')).toEqual([expect.stringContaining('nothing listens there')]);
  const debugged = await run(['--debug', 'watch', 'zim:a'], { ROLLCALL_URL: url, ROLLCALL_TOKEN: 'top-secret' });
  expect(debugged.stderr).toContain('    at ');
  expect(plain.stderr + debugged.stderr).not.toContain('top-secret');
});

it('shows of a URL nothing that may be a secret, and tells a path where there is nothing', PATIENCE, async () => {
  const unreachable = await run(['watch', 'zim:a', '--url', `${await WireServer.unreachableUrl()}/?key=top-secret`]);
  expect([unreachable.code, unreachable.stderr]).toEqual([3, expect.stringContaining('/graphql?********')]);
  await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  const elsewhere = await run(['watch', 'zim:a', '--url', `${service.url}/nowhere`]);
  expect([elsewhere.code, elsewhere.stderr]).toEqual([3, expect.stringContaining('the path too')]);
});

it('says that what answers is no GraphQL service', PATIENCE, async () => {
  const server = await WireServer.start();
  server.react(() => ({ status: 200, text: '<html></html>' }));
  const { code, stderr } = await run(['invite', 'zim:a', 'b'], { ROLLCALL_URL: server.url });
  await server.stop();
  expect([code, stderr]).toEqual([3, expect.stringContaining('is no GraphQL service')]);
});

it('starts the service and the sandbox, which end in order', PATIENCE, async () => {
  await using sandbox = rollcall(['sandbox', '--port', '0']);
  const [printed] = await sandbox.prints(/^connections:\n[^]*operator: \S+\n$/m);
  expect(printed).toContain('provider: zego-zim');
  await using service = rollcall(['serve', '--port', '0', '--data-dir', newFolder()], { LOG_LEVEL: 'warn' });
  const [, url] = await service.prints(/^Rollcall serves (http:\/\/127\.0\.0\.1:\d+)\/graphql/m);
  // Who answers has also begun to listen to signals.
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(await sandbox.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

it('says why the sandbox cannot listen', PATIENCE, async () => {
  const server = await WireServer.start();
  const taken = await run(['sandbox', '--port', new URL(server.url).port]);
  await server.stop();
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('of 127.0.0.1 is in use by another process')]);
  const wrong = await run(['sandbox'], { PORT: 'abc' });
  expect([wrong.code, wrong.stderr]).toEqual([1, 'rollcall: expected PORT from 0 to 65535, got abc\n']);
});

it('does not start a service without a configuration that is one', PATIENCE, async () => {
  const { code, stderr } = await run(['serve', '--config', writeConfig({ connections: [] })]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('must name at least one connection')]);
});

it('prints the SDL that is published, and knows a stale one', PATIENCE, async () => {
  const published = new URL('../../schema/membership.graphql', import.meta.url);
  const { stdout } = await run(['schema']);
  expect(stdout.trimEnd()).toBe(readFileSync(published, 'utf8').trimEnd());
  expect(await run(['schema', '--check', published.pathname])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const stale = await run(['schema', '--check', new URL('../../package.json', import.meta.url).pathname]);
  expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining('writes it anew')]);
});
