import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startService } from '../../e2e/processes.ts';
import { WireServer } from '../../support/wire-server.ts';
import { newFolder, PATIENCE, run, writeConfig } from '../command.ts';
import { openPractice, stand } from './practice.ts';

describe('rollcall doctor, of the service itself', PATIENCE, () => {
  const { connections, diagnose, examine } = openPractice();

  it('tells a store that cannot be written, and one that is down', async () => {
    const file = join(newFolder(), 'a-file');
    writeFileSync(file, '');
    const written = await examine({ zim: {} }, [], { ROLLCALL_DATA_DIR: join(file, 'data') });
    expect(written).toMatchObject({ code: 1, wrong: ['store: fault store-not-writable'] });
    const { port } = new URL(await WireServer.unreachableUrl());
    const database = `postgres://rollcall:database-password@127.0.0.1:${port}/rollcall`;
    const down = await examine({ zim: {} }, [], { DATABASE_URL: database, EVENTS_URL: `nats://127.0.0.1:${port}` });
    expect(down).toMatchObject({
      code: 1,
      wrong: ['store: fault store-unreachable', 'events: fault wire-unreachable'],
    });
    expect(JSON.stringify(down.findings)).not.toContain('database-password');
  });

  it('tells a port that is taken, and one that this service has', async () => {
    const taken = await stand(() => ({ status: 404, body: {} }));
    const other = await examine({ zim: {} }, [], { PORT: new URL(taken).port });
    expect(other).toMatchObject({ code: 1, wrong: ['server: fault address-unusable'] });
    const folder = newFolder();
    const config = writeConfig({ connections: connections({ zim: {}, imkit: {} }) });
    await using service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: folder });
    const environment = { PORT: new URL(service.url).port, ROLLCALL_DATA_DIR: folder };
    const own = await examine({ zim: {}, imkit: {} }, [], environment);
    expect(own.wrong).toEqual([]);
    const why = own.findings.map((finding) => finding.why);
    expect(why).toContainEqual(expect.stringContaining('serves at port'));
    expect(why).toContainEqual('it reaches its store and its providers');
    expect(why).toContainEqual(expect.stringContaining('a running process holds'));
    const changed = await examine({ zim: {}, tencent: {} }, [], environment);
    expect(changed.wrong).toEqual(['server: warning service-outdated']);
  });

  it('tells what a service that runs does not reach', async () => {
    const gone = { zim: { baseUrl: await WireServer.unreachableUrl() } };
    const config = writeConfig({ connections: connections(gone) });
    await using service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: ':memory:' });
    const { wrong, findings } = await examine({ zim: {} }, [], { PORT: new URL(service.url).port });
    expect(wrong).toEqual(['server: warning service-lacks']);
    expect(findings.find(({ code }) => code === 'service-lacks')?.why).toContain('zim unreachable');
  });

  it('tells a PORT that is none', async () => {
    const withFile = await examine({ zim: {} }, [], { PORT: 'abc' });
    expect(withFile).toMatchObject({ code: 1, wrong: ['configuration: fault configuration'] });
    const { code, stdout } = await run(['doctor'], { PORT: 'abc', ROLLCALL_DATA_DIR: newFolder() });
    expect([code, stdout]).toEqual([1, expect.stringContaining('PORT           it is "abc", and no port')]);
  });

  it('tells every mistake of a configuration, and goes on with what it can', async () => {
    const config = writeConfig({ colour: 'blue', connections: [{ id: 'a', provider: 'pigeon' }] });
    const { code, stdout } = await run(['doctor', '--config', config], { PORT: '0', ROLLCALL_DATA_DIR: newFolder() });
    expect(code).toBe(1);
    expect(stdout).toContain('colour: is not a key that is known here');
    expect(stdout).toContain('connections[0].provider: must be one of');
    expect(stdout).toMatch(/^store$/m);
    expect(stdout).toMatch(/2 faults, 0 warnings\n$/);
  });

  it('tells access that is open, secrets that can be guessed, and keys that are not there', async () => {
    const access = async (auth: unknown, host = '127.0.0.1') => {
      const server = { host, port: 0 };
      const { findings } = await diagnose({ server, auth, connections: connections({ zim: {} }) });
      return findings.filter(({ subject }) => subject === 'access').map(({ verdict, code }) => `${verdict} ${code}`);
    };
    expect(await access('none', '0.0.0.0')).toEqual(['warning access-open']);
    expect(await access({ jwt: { secret: 'short' }, routerSecret: 'x'.repeat(32) })).toEqual([
      'warning secret-short',
      'ok ok',
    ]);
    const empty = await stand(() => ({ body: { keys: [] } }));
    expect(await access({ jwt: { jwksUrl: empty } })).toEqual(['fault keys-missing']);
    expect(await access({ jwt: { jwksUrl: await WireServer.unreachableUrl() } })).toEqual(['fault keys-unreachable']);
    const keys = await stand(() => ({ body: { keys: [{ kty: 'OKP' }] } }));
    expect(await access({ jwt: { jwksUrl: keys } })).toEqual(['ok ok']);
  });
});
