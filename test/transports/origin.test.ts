import { describe, expect, it } from 'vitest';
import { loopbackOrigins, Origins } from '../../src/transports/origin.ts';

const listed = new Origins({ origins: ['https://app.example', 'capacitor://localhost'], loopback: false });
const HOST = { host: 'api.example:4000' };

describe('the sender of a request', () => {
  it.each([
    ['no browser', {}, 'ours'],
    ['a typed address', { 'sec-fetch-site': 'none' }, 'ours'],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 'ours'],
    [
      'our own page behind a proxy that changes the host',
      { 'sec-fetch-site': 'same-origin', origin: 'https://public.example' },
      'ours',
    ],
    ['our own page in an older browser', { origin: 'http://api.example:4000' }, 'ours'],
    ['another port of our host', { origin: 'http://api.example:5173' }, 'foreign'],
    ['a page of another site that only links here', { 'sec-fetch-site': 'cross-site' }, 'foreign'],
    ['another page of our site that only links here', { 'sec-fetch-site': 'same-site' }, 'foreign'],
    ['a page that is listed', { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }, 'welcome'],
    ['an app that is listed', { origin: 'capacitor://localhost', 'sec-fetch-site': 'cross-site' }, 'welcome'],
    ['a listed page without its encryption', { origin: 'http://app.example' }, 'foreign'],
    ['a listed page at another port', { origin: 'https://app.example:8443' }, 'foreign'],
    ['a name that begins like a listed one', { origin: 'https://app.example.evil.example' }, 'foreign'],
    ['a page without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 'foreign'],
    ['nonsense', { origin: '://', 'sec-fetch-site': 'cross-site' }, 'foreign'],
    ['a page of this machine', { origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' }, 'foreign'],
    ['a router that hands on what its client sent', { origin: 'https://else.example', 'x-router-secret': 's' }, 'ours'],
  ])('is known: %s', (_what, headers, sender) => {
    expect(listed.senderOf({ ...HOST, ...headers })).toBe(sender);
  });

  it.each([
    ['http://localhost:5173', 'welcome'],
    ['http://127.0.0.1:8080', 'welcome'],
    ['http://127.1.2.3', 'welcome'],
    ['http://[::1]:3000', 'welcome'],
    ['https://localhost', 'welcome'],
    ['http://localhost.evil.example', 'foreign'],
    ['http://127.0.0.1.evil.example', 'foreign'],
    ['http://10.0.0.1', 'foreign'],
    ['https://app.example', 'foreign'],
  ])('may be a page of this machine where only this machine can ask: %s is %s', (origin, sender) => {
    expect(loopbackOrigins.senderOf({ host: '127.0.0.1:4000', origin })).toBe(sender);
  });

  it.each([
    ['rebound.example:4000', 'foreign'],
    ['127.0.0.1.rebound.example', 'foreign'],
    ['localhost.:4000', 'foreign'],
    ['127.0.0.1:4000', 'ours'],
    ['localhost:4000', 'ours'],
    ['rollcall.localhost', 'ours'],
    ['[::1]:4000', 'ours'],
    ['10.0.0.1', 'ours'],
    ['rollcall:4000', 'ours'],
    ['app.example', 'ours'],
    ['app.example:4000', 'foreign'],
  ])(
    'is foreign by a domain that is not listed, where everybody who reaches us may do everything: %s',
    (host, sender) => {
      const open = new Origins({ origins: ['https://app.example'], loopback: true, open: true });
      expect(open.senderOf({ host })).toBe(sender);
      expect(open.senderOf({ host, 'sec-fetch-site': 'same-origin', 'x-router-secret': 's' })).toBe(sender);
    },
  );
});
