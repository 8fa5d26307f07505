import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deliver, PLACES, POSTS } from '../webhooks/posts.ts';
import { eventually, graphql, startSandboxProcess, startService } from './processes.ts';

const MEMBERSHIP = 'query ($id: ID!) { membership(id: $id) { state history { edges { node { to cause } } } } }';

it('a webhook that was answered is worked off by the next process when this one is killed', async () => {
  await using sandbox = await startSandboxProcess();
  const order = async (path: string, body: object): Promise<void> => {
    const response = await fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
    expect(response.status).toBe(200);
  };
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const config = join(folder, 'rollcall.json');
  writeFileSync(config, JSON.stringify({ connections: sandbox.connections }));
  const start = async () => {
    const service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: join(folder, 'data') });
    // Also when the test gives up in the middle.
    onTestFinished(() => service[Symbol.asyncDispose]());
    return service;
  };

  const first = await start();
  const { groupId, account } = PLACES.imkit;
  await order('/people', { do: 'join', connection: 'imkit', group: groupId, account });
  // Nothing follows from what IMKit reports before its room was read, and now nobody can read it.
  await order('/control', { connection: 'imkit', down: true });
  const posted = POSTS.imkit({ groupId, account, change: 'joined', nowMs: Date.now() });
  expect(await deliver(first.url, posted)).toMatchObject({ status: 200 });
  await first.program.end('SIGKILL');
  await order('/control', { connection: 'imkit', down: false });

  const second = await start();
  const membership = await eventually('the webhook is worked off', async () => {
    const { data } = await graphql(second.url, MEMBERSHIP, { id: `imkit:${groupId}:${account}` });
    return data.membership as object | null;
  });
  expect(membership).toEqual({ state: 'JOINED', history: { edges: [{ node: { to: 'JOINED', cause: 'WEBHOOK' } }] } });
});
