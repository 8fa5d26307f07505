import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SandboxProcess, type Service, startSandboxProcess, startService } from '../../e2e/processes.ts';
import * as apollo from './examples/apollo-client.ts';
import { follow, type Watch } from './examples/follow.ts';
import * as graphqlRequest from './examples/graphql-request.ts';
import * as relay from './examples/relay.ts';
import * as urql from './examples/urql.ts';

const SECRET = 'a secret that is long enough for HS256, and known to this test alone';
const GROUP = 'tencent:groupID';

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
/** A token with both scopes that are needed here. */
function token(): string {
  const scope = 'membership:read membership:invite';
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'somebody', scope, exp })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

interface Client {
  invite(groupId: string, accounts: string[]): Promise<string[]>;
  readonly watch: Watch | null;
}

/** Each example, connected with a token or without. */
const CLIENTS: Readonly<Record<string, (url: string, given: { token?: string }) => Client>> = {
  'graphql-request': (url, given) => {
    const client = graphqlRequest.connect(url, given);
    return { invite: (...input) => graphqlRequest.invite(client, ...input), watch: null };
  },
  'Apollo Client over multipart': (url, given) => {
    const client = apollo.connect(url, given);
    return { invite: (...input) => apollo.invite(client, ...input), watch: apollo.watch(client) };
  },
  'Apollo Client over WebSocket': (url, given) => {
    const client = apollo.connect(url, { ...given, webSocket: true });
    return { invite: (...input) => apollo.invite(client, ...input), watch: apollo.watch(client) };
  },
  'urql over server-sent events': (url, given) => {
    const client = urql.connect(url, given);
    return { invite: (...input) => urql.invite(client, ...input), watch: urql.watch(client) };
  },
  'urql over WebSocket': (url, given) => {
    const client = urql.connect(url, { ...given, webSocket: true });
    return { invite: (...input) => urql.invite(client, ...input), watch: urql.watch(client) };
  },
  'Relay over WebSocket': (url, given) => {
    const client = relay.connect(url, given);
    return { invite: (...input) => relay.invite(client, ...input), watch: relay.watch(client) };
  },
};
const SUBSCRIBERS = Object.keys(CLIENTS).filter((name) => name !== 'graphql-request');

describe('the token of a client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-credentials-'));
  let sandbox: SandboxProcess;
  let service: Service;
  beforeAll(async () => {
    sandbox = await startSandboxProcess();
    const path = join(folder, 'rollcall.json');
    writeFileSync(path, JSON.stringify({ auth: { jwt: { secret: SECRET } }, connections: sandbox.connections }));
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:', ROLLCALL_CONFIG: path });
  }, 30_000);
  afterAll(async () => {
    await service?.[Symbol.asyncDispose]();
    await sandbox?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const connect = (name: string, given: { token?: string }): Client => CLIENTS[name]!(`${service.url}/graphql`, given);

  it.each(Object.keys(CLIENTS))('lets %s invite, and nobody invites without it', async (name) => {
    expect(await connect(name, { token: token() }).invite(GROUP, ['tommy'])).toEqual(['tommy is JOINED']);
    await expect(connect(name, {}).invite(GROUP, ['tommy'])).rejects.toThrow();
  });

  it.each(SUBSCRIBERS)('lets %s follow a group, and nobody follows without it', async (name) => {
    const client = connect(name, { token: token() });
    const changed: string[] = [];
    const groupId = `tencent:load-${SUBSCRIBERS.indexOf(name)}`;
    const leave = follow(
      client.watch!,
      { groupId, retryMs: 5 },
      {
        onChange: ({ membership }) => void changed.push(membership.account),
        onGap: () => {},
        onRefused: (code) => void changed.push(String(code)),
      },
    );
    let invited = 0;
    const whatComes = async (): Promise<string | undefined> => {
      await client.invite(groupId, [`account-${invited++}`]);
      return changed[0];
    };
    await expect.poll(whatComes, { timeout: 5_000, interval: 10 }).toBeDefined();
    expect(changed[0]).toMatch(/^account-/);
    leave();

    const nothing = await new Promise((resolve) => {
      connect(name, {}).watch!(
        { groupId, after: null },
        { next: () => resolve('a change'), end: () => resolve('its end') },
      );
    });
    expect(nothing).toBe('its end');
  });
});
