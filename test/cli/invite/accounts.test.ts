import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../../e2e/processes.ts';
import { finished, linesOf, newFolder, PATIENCE, run, shell, writeFile } from '../command.ts';
import { accounts, joinedIn } from './people.ts';

describe('rollcall invite, by what names the members', PATIENCE, () => {
  let service: Service;
  let environment: Record<string, string>;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    environment = { ROLLCALL_URL: service.url };
  }, PATIENCE.timeout);
  afterAll(() => service[Symbol.asyncDispose]());

  it('invites a thousand from a file, and counts what it leaves out', async () => {
    const named = accounts('user', 1_000);
    const file = writeFile(
      'people.txt',
      [...named.slice(0, 500), '', ...named.slice(400), ' user1 , user2'].join('\n'),
    );
    const { code, stdout, stderr } = await run(['invite', 'tencent:load-file', file], environment);
    expect([code, stdout]).toEqual([0, '    1000  joined\n']);
    expect(stderr).toContain('left out: 102 named more than once, 1 blank');
    expect(await joinedIn(service.url, 'tencent:load-file')).toBe(1_000);
  });

  it('takes the first column of a table', async () => {
    const file = writeFile('people.csv', 'account,name\nalice,"Alice, the first"\n"bob","Bob\nthe second"\n\ncarol\n');
    const { code, stdout, stderr } = await run(['invite', 'tencent:load-table', file], environment);
    expect([code, stdout, stderr]).toEqual([
      0,
      'alice  joined\nbob    joined\ncarol  joined\n       3  joined\n',
      expect.stringContaining('left out: 1 blank, 1 of headings'),
    ]);
  });

  it('takes the column whose heading names accounts, wherever it stands, without the marks of copied text', async () => {
    const file = writeFile(
      'people.csv',
      '\uFEFF姓名;微信号\r\nAlice;wxid_a\r\nBob;\u200Bwxid_b\u200B\r\nEva;wxid_b\r\n',
    );
    const { stdout, stderr } = await run(['invite', 'wechat:load-column@chatroom', file, '--json'], environment);
    const members = linesOf(stdout).filter(({ type }) => type === 'outcome');
    expect(members.map(({ account }) => account)).toEqual(['wxid_a', 'wxid_b']);
    expect(stderr).toContain('left out: 1 named more than once, 1 of headings');
  });

  it('reads the pipe that a shell makes', async () => {
    const { code, stdout } = await finished(
      shell('rollcall invite tencent:load-substitution <(seq 1 3) <(seq 3 5)', environment),
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/\n {7}5 {2}joined\n$/)]);
  });

  it.each([
    ['people.txt', 'there is no file people.txt'],
    ['./people', 'there is no file ./people'],
    [tmpdir(), 'is a folder'],
  ])('does not take %s for an account', async (source, says) => {
    const { code, stderr } = await run(['invite', 'tencent:load-files', source], environment);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(stderr).toContain('--literal');
  });

  it('takes what can be no path for an account', async () => {
    const { code, stdout } = await run(['invite', 'tencent:load-long', 'x'.repeat(400)], environment);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^x{63}… {2}failed {8}INVALID_ACCOUNT: /)]);
  });

  it('tells a file that cannot be read as text', async () => {
    const path = join(newFolder(), 'people.txt');
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x61, 0x00]));
    const { code, stderr } = await run(['invite', 'tencent:load-files', path], environment);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not UTF-8')]);
  });

  it('takes a pipe, and gives one', async () => {
    const line = 'seq 1 25 | rollcall invite tencent:load-pipe - --json | grep -c MemberJoined';
    expect(await finished(shell(line, environment))).toMatchObject({ code: 0, stdout: '25\n' });
  });

  it('takes every argument for an account when it is told so', async () => {
    const file = writeFile('people.txt', 'alice');
    const { stdout } = await run(['invite', 'tencent:load-literal', '--literal', '-', 'p'], environment);
    expect(stdout).toBe('-  joined\np  joined\n       2  joined\n');
    const { code } = await run(['invite', 'tencent:load-literal', '--literal', file], environment);
    expect(code).toBe(1);
  });
});
