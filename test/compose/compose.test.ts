import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfig } from '../../src/config/load.ts';
import { SANDBOX_CONNECTION_IDS, SANDBOX_CREDENTIALS, sandboxConnections } from '../../src/sandbox/connections.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: string[];
  readonly ports?: string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: string[];
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly deploy?: { replicas: number };
  readonly healthcheck?: object;
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const DOCKERFILE = read('Dockerfile');
const HAPROXY = read('compose/haproxy.cfg');
const { services, volumes } = parse(read('compose.yaml')) as {
  services: Readonly<Record<string, Service>>;
  volumes: object;
};
const RAW_CONFIG: unknown = parse(read('compose/rollcall.yaml'));

/** What Compose makes of `${NAME:-default}` when nothing is set. */
const filledIn = (text: string): string => text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
const environmentOf = ({ environment = {} }: Service): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, filledIn(text)]));
const rollcall = services['rollcall']!;

describe('the composition', () => {
  const loaded = checkConfig(RAW_CONFIG, environmentOf(rollcall));

  it('has a configuration that is one', () => {
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config).toMatchObject({ server: { host: '0.0.0.0', port: 4000 }, auth: 'none' });
  });

  it('names servers that are its services, with their users and databases', () => {
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    const { store, events, connections } = loaded.config;
    const database = new URL(store.url!);
    const postgres = environmentOf(services['postgres']!);
    expect([database.username, database.password, database.pathname.slice(1)]).toEqual([
      postgres['POSTGRES_USER'],
      postgres['POSTGRES_PASSWORD'],
      postgres['POSTGRES_DB'],
    ]);
    const hosts = [store.url!, events.url!, ...connections.flatMap((one) => ('baseUrl' in one ? [one.baseUrl] : []))];
    expect(new Set(hosts.map((url) => new URL(url).hostname))).toEqual(new Set(['postgres', 'nats', 'sandbox']));
    for (const { depends_on: needed = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(needed)) {
        expect(Object.keys(services)).toContain(name);
        const { healthcheck, build } = services[name]!;
        if (condition === 'service_healthy') expect(healthcheck ?? build).toBeDefined();
      }
    }
  });

  it('uses the sandbox as the sandbox says', () => {
    const { connections } = RAW_CONFIG as { connections: { id: string }[] };
    const port = environmentOf(services['sandbox']!)['PORT'];
    const expected = sandboxConnections(`http://sandbox:${port}`, '').map(({ ...connection }) => {
      if (connection.id !== 'imkit') return connection;
      const { clientKey: _clientKey, token: _token, ...others } = connection;
      return { ...others, apiKey: SANDBOX_CREDENTIALS.imkit.apiKey };
    });
    expect(connections).toEqual(expected);
    expect(connections.map(({ id }) => id)).toEqual(SANDBOX_CONNECTION_IDS);
    // Its webhooks reach any instance, as requests do.
    expect(environmentOf(services['sandbox']!)['WEBHOOKS_TO']).toBe('http://proxy:4000');
  });

  it('opens one port, to this machine alone, and the proxy leads from it to every instance', () => {
    const open = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, filledIn(port)]),
    );
    expect(open).toEqual([['proxy', '127.0.0.1:4000:4000']]);
    expect(HAPROXY).toMatch(/^ {2}bind :4000$/m);
    expect(HAPROXY).toMatch(/^ {2}option httpchk GET \/readyz$/m);
    const [, count, server] = /server-template \S+ (\d+) (\S+)/.exec(HAPROXY) ?? [];
    expect([Number(count), server]).toEqual([rollcall.deploy?.replicas, 'rollcall:4000']);
    expect(rollcall.deploy?.replicas).toBe(3);
  });

  it('mounts files that are there, and volumes that it has', () => {
    for (const { volumes: mounts = [] } of Object.values(services)) {
      for (const mount of mounts) {
        const [source = ''] = mount.split(':');
        if (source.startsWith('./')) expect(read(source)).not.toBe('');
        else expect(Object.keys(volumes)).toContain(source);
      }
    }
    expect(rollcall.volumes?.[0]?.split(':')[1]).toBe(rollcall.environment?.['ROLLCALL_CONFIG']);
  });

  it('has an image that listens where the proxy looks, as nobody in particular', () => {
    expect(DOCKERFILE).toMatch(/^ENV .*HOST=0\.0\.0\.0 PORT=4000/m);
    expect(DOCKERFILE).toMatch(/^EXPOSE 4000$/m);
    expect(DOCKERFILE).toMatch(/^USER node$/m);
    expect(DOCKERFILE).toMatch(/^CMD \["node", "dist\/main\.js"\]$/m);
    expect(DOCKERFILE.match(/^FROM .*/gm)).toEqual(['FROM node:24-slim AS build', 'FROM node:24-slim']);
  });

  it('hands to the builder what the image copies', () => {
    const kept = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = [...DOCKERFILE.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
      sources!.split(' '),
    );
    expect(copied.toSorted()).toEqual(kept.toSorted());
  });
});
