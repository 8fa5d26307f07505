import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatGroupId } from '../../src/kernel/ids.ts';
import { TestService } from '../support/service.ts';
import { PLACES, POSTS, type ReportingConnection } from './posts.ts';

const CONNECTIONS = ['wechat', 'tencent', 'imkit', 'zim'] as const;
const RUNS_PER_CONNECTION = 250;

let service: TestService;
beforeAll(async () => void (service = await TestService.start()));
afterAll(() => service[Symbol.asyncDispose]());

/** Ways to break what a provider posts; each is given the genuine body. */
const broken = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => () => Buffer.from(bytes)),
  fc.json().map((text) => () => Buffer.from(text)),
  fc.string({ unit: 'binary' }).map((text) => () => Buffer.from(text)),
  fc.double({ min: 0, max: 0.99, noNaN: true }).map((share) => (genuine: Buffer) => {
    return genuine.subarray(0, Math.floor(genuine.length * share));
  }),
  fc
    .record({ at: fc.nat(), byte: fc.constantFrom(0, 0x22, 0x7b, 0x5d, 0xff) })
    .map(({ at, byte }) => (genuine: Buffer) => {
      // A quote, a brace or a stray byte in front of everything: no JSON any more.
      const spoilt = Buffer.from(genuine);
      spoilt[at % 2] = byte === spoilt[at % 2] ? 0 : byte;
      return spoilt;
    }),
  fc.nat(3_000).map((depth) => () => Buffer.from('['.repeat(depth) + ']'.repeat(depth))),
  fc.nat(2_000).map((depth) => () => Buffer.from('{"Data":'.repeat(depth))),
);
const contentType = fc.constantFrom(
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  '',
);

const membersOf = async (connection: ReportingConnection): Promise<number> => {
  const id = formatGroupId({ connectionId: connection, externalId: PLACES[connection].groupId });
  const { data } = await service.graphql('query($id: ID!) { group(id: $id) { memberships { totalCount } } }', { id });
  return data.group.memberships.totalCount as number;
};

it.each(CONNECTIONS)('a broken body is refused at %s, and changes nothing', async (connection) => {
  const { path, headers, body } = POSTS[connection]({
    ...PLACES[connection],
    change: 'joined',
    nowMs: service.clock.now(),
  });
  await fc.assert(
    fc.asyncProperty(broken, contentType, async (breakIt, type) => {
      const response = await fetch(service.url + path, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body: Uint8Array.from(breakIt(Buffer.from(body))),
      });
      await response.arrayBuffer();
      expect([200, 400, 401]).toContain(response.status);
    }),
    { numRuns: RUNS_PER_CONNECTION },
  );
  await service.pass(5_000);
  expect(await membersOf(connection)).toBe(0);
});

it('whatever path is posted to, the answer is never a failure of ours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), fc.json(), async (path, query, body) => {
      const response = await fetch(`${service.url}/webhooks${path}?${query}`, { method: 'POST', body });
      await response.arrayBuffer();
      expect([400, 401, 404]).toContain(response.status);
    }),
    { numRuns: RUNS_PER_CONNECTION },
  );
});
