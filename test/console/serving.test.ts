import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseCoding } from '../../src/console/coding.ts';
import { consoleRoutes } from '../../src/console/routes.ts';
import { readSite } from '../../src/console/site.ts';
import { EXAMPLES_PATH, type InviteExample } from '../../src/kernel/invite-example.ts';
import { TestService } from '../support/service.ts';
import { ask } from '../transports/clients.ts';
import { type Service, startService } from '../e2e/processes.ts';

describe('the console over HTTP', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  }, 30_000);
  afterAll(() => service[Symbol.asyncDispose]());

  it('is a page that its browser asks about each time, and that may load nothing from elsewhere', async () => {
    const { status, headers, text } = await ask(`${service.url}/`);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/);
    const addresses = [...text.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(1);
    for (const address of addresses) expect(address).toMatch(/^\/console\//);
  });

  it('has files whose names change with what is in them, to be kept for ever', async () => {
    for (const { path, type } of readSite()) {
      const { status, headers } = await ask(`${service.url}${path}`);
      expect([status, headers['content-type'], headers.vary]).toEqual([200, type, 'accept-encoding']);
      if (path === '/') continue;
      expect(path).toMatch(/^\/console\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
  });

  it('was compressed when it was built, and holds the same either way', () => {
    const files = readSite();
    expect(files.length).toBeGreaterThan(3);
    for (const { bodies } of files) {
      expect(brotliDecompressSync(bodies.br ?? '').equals(bodies.identity)).toBe(true);
      expect(gunzipSync(bodies.gzip ?? '').equals(bodies.identity)).toBe(true);
    }
  });

  it('offers what the simulated providers have to be tried with, and nothing of real ones', async () => {
    const examples = JSON.parse((await ask(`${service.url}${EXAMPLES_PATH}`)).text) as InviteExample[];
    expect(examples).toContainEqual({ connectionId: 'zim', groupId: 'zim:groupA', accounts: ['usera', 'userb'] });
    const sizes = examples.map(({ accounts }) => new Set(accounts).size);
    expect(Math.max(...sizes)).toBe(1_000);
    await using configured = await TestService.start();
    expect((await ask(`${configured.url}${EXAMPLES_PATH}`)).text).toBe('[]');
  });

  it('takes GET and HEAD alone', async () => {
    expect((await ask(`${service.url}/`, { method: 'HEAD' })).text).toBe('');
    const { status, headers } = await ask(`${service.url}/`, { method: 'POST' });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await ask(`${service.url}/console/none.js`)).status).toBe(404);
  });

  it('leads to the playground where it was not built', () => {
    const nothing = readSite(new URL('nowhere/', import.meta.url));
    expect(nothing).toEqual([]);
    expect(Object.keys(consoleRoutes([], nothing))).toEqual(['/', EXAMPLES_PATH]);
  });
});

describe('how bytes are coded', () => {
  const all = { br: true, gzip: true, identity: true };
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br; q=0.000, gzip; q=0', 'identity'],
    ['*', 'identity'],
    ['brr', 'identity'],
  ])('%s is answered with %s', (accepted, coding) => {
    expect(chooseCoding(accepted, all)).toBe(coding);
  });

  it('is none that is not there', () => {
    expect(chooseCoding('br', { identity: true })).toBe('identity');
  });
});
