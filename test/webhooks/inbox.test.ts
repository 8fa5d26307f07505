import { afterEach, beforeEach, expect, it } from 'vitest';
import { Connections } from '../../src/connections/connection.ts';
import { createBreaker } from '../../src/datasources/breaker.ts';
import { createImkitWebhooks } from '../../src/datasources/imkit/webhook.ts';
import { createMemoryDataSource } from '../../src/datasources/memory.ts';
import { FORGERY_LOG_MS, WebhookInbox } from '../../src/webhooks/inbox.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type OpenedStore, openTestStore } from '../support/test-store.ts';
import { type LogLine, recordLog } from '../transports/front.ts';

const SECRET = 'a-long-path-secret';
const JOINED = { event: 'ADD_MEMBERS', roomID: 'r', data: { members: [{ _id: 'ann' }] } };

let clock: ManualClock;
let opened: OpenedStore;
let closed: boolean;
let inbox: WebhookInbox;
let lines: readonly LogLine[];
let kept: string[];

beforeEach(async () => {
  clock = new ManualClock();
  opened = await openTestStore(':memory:', clock);
  closed = false;
  kept = [];
  const settings = { webhook: { pathSecret: SECRET } } as Parameters<typeof createImkitWebhooks>[0];
  const memory = createMemoryDataSource({ connectionId: 'c', groups: new Map() });
  const connections = new Connections([
    {
      id: 'c',
      dataSource: { ...memory, webhooks: createImkitWebhooks(settings) },
      breaker: createBreaker(clock),
      retry: { attempts: 1, firstDelayMs: 1, maxDelayMs: 1 },
      inviteExpiresAfterMs: 1,
    },
  ]);
  const recorded = recordLog();
  lines = recorded.lines;
  inbox = new WebhookInbox({
    connections,
    store: opened.store.webhooks,
    clock,
    log: recorded.log,
    onKept: (id) => kept.push(id),
  });
});
afterEach(async () => {
  if (!closed) await opened.store.close();
  await opened.drop();
});

const receive = (pathSecret: string, body: object = JOINED) =>
  inbox.receive('c', {
    pathSecret,
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
  });

it('tells the connection of what was kept, and of nothing else', async () => {
  expect(await receive(SECRET)).toMatchObject({ kind: 'taken' });
  expect(await receive(SECRET, { event: 'MESSAGE' })).toMatchObject({ kind: 'taken' });
  expect(await receive(SECRET, {})).toEqual({ kind: 'unreadable' });
  expect(kept).toEqual(['c']);
});

it('writes one line a minute of forged ones, however many there are, and no secret', async () => {
  for (let times = 0; times < 50; times++) expect(await receive(`guess ${times}`)).toEqual({ kind: 'forged' });
  expect(lines).toMatchObject([{ connection: 'c', before: 0 }]);
  clock.advance(FORGERY_LOG_MS);
  await receive('another guess');
  expect(lines).toMatchObject([{ before: 0 }, { before: 49 }]);
  expect(JSON.stringify(lines)).not.toMatch(/guess|secret-/);
  expect(JSON.stringify(lines)).not.toContain(SECRET);
});

it('says that it has to come again when it could not be kept', async () => {
  await opened.store.close();
  closed = true;
  expect(await receive(SECRET)).toEqual({ kind: 'notKept' });
  expect(kept).toEqual([]);
  expect(lines).toMatchObject([{ connection: 'c' }]);
});
