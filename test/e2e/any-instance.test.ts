import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DATABASE_URL, newDatabase } from '../support/postgres.ts';
import {
  eventually,
  graphql,
  type SandboxProcess,
  type Service,
  startSandboxProcess,
  startService,
} from './processes.ts';

const STANDING = 'operation { id status counts { total queued joined failed cancelled } } results { __typename }';
const INVITE = `mutation ($input: InviteMembersInput!) { told: inviteMembers(input: $input) { ${STANDING} } }`;
const CANCEL = `mutation ($input: CancelInvitesInput!) { told: cancelInvites(input: $input) { ${STANDING} } }`;
const RETRY = `mutation ($input: RetryInvitesInput!) { told: retryInvites(input: $input) { ${STANDING} } }`;
const OPERATION = `query ($id: ID!) { inviteOperation(id: $id) { status counts { total queued joined } } }`;
/** Accounts that the sandbox lets join. */
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ account: `m${index}` }));

interface Received {
  readonly kind: string;
  readonly accounts: readonly string[];
}

if (DATABASE_URL === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');

describe.runIf(DATABASE_URL !== undefined)('an operation of one instance at another one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  const config = join(folder, 'rollcall.json');
  let providers: SandboxProcess;
  beforeAll(async () => {
    providers = await startSandboxProcess();
    writeFileSync(config, JSON.stringify({ connections: providers.connections }));
  });
  afterAll(async () => {
    await providers[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  /** Two instances on a database of the running test, and the same simulated providers. */
  const startTwo = async (): Promise<[Service, Service]> => {
    const environment = { ROLLCALL_CONFIG: config, DATABASE_URL: await newDatabase(), LOG_LEVEL: 'warn' };
    const services = await Promise.all([startService(environment), startService(environment)]);
    onTestFinished(async () => void (await Promise.all(services.map((service) => service[Symbol.asyncDispose]()))));
    return services;
  };
  const control = (order: object) => fetch(`${providers.url}/control`, { method: 'POST', body: JSON.stringify(order) });
  const invitesAt = async (connection: string): Promise<Received[]> => {
    const response = await fetch(`${providers.url}/journal?connection=${connection}`);
    const { entries } = (await response.json()) as { entries: Received[] };
    return entries.filter((entry) => entry.kind === 'invites');
  };
  const tell = async (service: Service, mutation: string, input: object) => {
    const { data, errors } = await graphql(service.url, mutation, { input });
    expect(errors).toBeUndefined();
    return data.told;
  };

  it('is the same for the same idempotency key, and whoever waits learns the results wherever that is', async () => {
    const [one, two] = await startTwo();
    const input = { groupId: 'zim:load-1', members: many(150), idempotencyKey: 'once', waitMs: 20_000 };
    const told = await Promise.all([tell(one, INVITE, input), tell(two, INVITE, input), tell(one, INVITE, input)]);
    expect(new Set(told.map(({ operation }) => operation.id)).size).toBe(1);
    for (const { operation, results } of told) {
      expect(operation).toMatchObject({ status: 'COMPLETED', counts: { total: 150, joined: 150 } });
      expect(results).toHaveLength(150);
    }
    const sent = (await invitesAt('zim')).flatMap(({ accounts }) => accounts);
    expect(sent.toSorted()).toEqual(
      many(150)
        .map(({ account }) => account)
        .toSorted(),
    );
  });

  it('is cancelled and tried again from there', async () => {
    const [one, two] = await startTwo();
    const { operation } = await tell(one, INVITE, { groupId: 'zim:load-2', members: many(300), waitMs: 0 });
    const cancelled = await tell(two, CANCEL, { operationId: operation.id });
    expect(cancelled.operation.counts.cancelled).toBeGreaterThanOrEqual(200);
    const accounts = many(300)
      .map(({ account }) => account)
      .slice(250);
    const retried = await tell(two, RETRY, { operationId: operation.id, accounts, waitMs: 20_000 });
    const { counts } = retried.operation;
    expect(counts).toMatchObject({ total: 300, queued: 0, failed: 0 });
    expect(counts.joined + counts.cancelled).toBe(300);
    expect(counts.joined).toBeGreaterThanOrEqual(50);
  });

  it('goes on there when the instance is killed that was sending it', async () => {
    const [one, two] = await startTwo();
    await control({ connection: 'imkit', latencyMs: 3_000 });
    const { operation } = await tell(one, INVITE, { groupId: 'imkit:load-3', members: many(40), waitMs: 0 });
    await eventually('a call is under way', async () => (await invitesAt('imkit')).length > 0);
    await one.program.end('SIGKILL');
    await control({ connection: 'imkit', latencyMs: 0 });
    const settled = await eventually('it is settled elsewhere', async () => {
      const { data } = await graphql(two.url, OPERATION, { id: operation.id });
      return data.inviteOperation.status === 'COMPLETED' && data.inviteOperation;
    });
    expect(settled).toMatchObject({ counts: { total: 40, queued: 0 } });
  });
});
