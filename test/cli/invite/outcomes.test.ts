import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../../e2e/processes.ts';
import { linesOf, PATIENCE, run, writeFile } from '../command.ts';
import { accounts, joinedIn } from './people.ts';

describe('rollcall invite', PATIENCE, () => {
  let service: Service;
  let environment: Record<string, string>;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    environment = { ROLLCALL_URL: service.url };
  }, PATIENCE.timeout);
  afterAll(() => service[Symbol.asyncDispose]());

  it('tells each of a few members, and ends with 1 when one is not in', async () => {
    const { code, stdout } = await run(['invite', 'tencent:load-mixed', 'ghost1', 'alice'], environment);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ghost1 {2}failed {8}NOT_FOUND: /),
      'alice   joined',
      '       1  joined',
      '       1  failed',
      '',
    ]);
  });

  it('tells the failures of many by their reason', async () => {
    const file = writeFile('people.txt', [...accounts('user', 20), ...accounts('ghost', 7)].join('\n'));
    const { code, stdout } = await run(['invite', 'tencent:load-reasons', file, 'x'.repeat(40)], environment);
    expect(code).toBe(1);
    expect(stdout.split('\n').map((line) => line.trim())).toEqual([
      '20  joined',
      '8  failed',
      expect.stringMatching(/^7 {2}NOT_FOUND: /),
      'ghost1, ghost2, ghost3, ghost4, ghost5 and 2 more',
      expect.stringMatching(/^1 {2}INVALID_ACCOUNT: /),
      'x'.repeat(40),
      '',
    ]);
  });

  it('prints a line of JSON for each outcome, and one for the whole', async () => {
    const { code, stdout } = await run(['invite', 'zim:load-json', 'alice', 'ghost1', '--json'], environment);
    expect(code).toBe(1);
    expect(linesOf(stdout)).toEqual([
      expect.objectContaining({ type: 'outcome', account: 'alice', outcome: 'MemberJoined', state: 'JOINED' }),
      expect.objectContaining({ type: 'outcome', account: 'ghost1', outcome: 'MemberNotFound', state: 'FAILED' }),
      expect.objectContaining({ type: 'summary', joined: 1, failed: 1, invited: 0, allWell: false }),
    ]);
  });

  it('hands on what an invite may say, and what a provider does not take', async () => {
    const consent = ['invite', 'zim:load-consent', 'never1', '--require-consent', '--operator', 'u_owner'];
    expect(await run(consent, environment)).toMatchObject({
      code: 0,
      stdout: 'never1  invited       awaits CONSENT\n       1  invited\n',
    });
    const { code, stderr } = await run(['invite', 'zim:load-consent', 'bob', '--silent'], environment);
    expect([code, stderr]).toEqual([2, expect.stringContaining('input.silent: ')]);
  });

  it('leaves without waiting, and tells the results later', async () => {
    const left = await run(['invite', 'zim:load-later', 'alice', 'bob', '--no-wait', '--json'], environment);
    expect(left.code).toBe(0);
    const [{ operationId, members } = {}] = linesOf(left.stdout);
    expect(members).toBe(2);
    const results = await run(['results', String(operationId)], environment);
    expect(results).toMatchObject({ code: 0, stdout: 'alice  joined\nbob    joined\n       2  joined\n' });
    expect(await run(['results', 'no-such-operation'], environment)).toMatchObject({ code: 2 });
  });

  it('invites nobody in a dry run', async () => {
    const { code, stdout } = await run(['invite', 'tencent:load-dry', 'a', 'b', '--dry-run', '--json'], environment);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toEqual([
      expect.objectContaining({ type: 'plan', members: 2, mutations: 1, calls: 1, membersPerCall: 500 }),
    ]);
    expect(await joinedIn(service.url, 'tencent:load-dry')).toBe(0);
    expect(await run(['invite', 'nobody:x', 'a', '--dry-run'], environment)).toMatchObject({ code: 2 });
  });

  it('sends more than fit into one mutation in several, and none of them twice', async () => {
    const file = writeFile('many.txt', accounts('member', 10_001).join('\n'));
    const parameters = ['invite', 'tencent:load-many', file, '--json', '--idempotency-key', 'many', '--no-wait'];
    const first = linesOf((await run(parameters, environment)).stdout);
    expect(first.map(({ members }) => members)).toEqual([10_000, 1]);
    expect(linesOf((await run(parameters, environment)).stdout)).toEqual(first);
  });
});
