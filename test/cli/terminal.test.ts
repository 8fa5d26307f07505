import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/cli/invite/progress.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { finished, PATIENCE, shell } from './command.ts';

/** A stream that is a terminal, or is none, and keeps what was written. */
function stream(isTTY: boolean) {
  let text = '';
  const written = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  written.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream: written as unknown as WriteStream, text: () => text };
}

function open(isTTY: boolean, env: Record<string, string> = {}) {
  const stdout = stream(isTTY);
  const stderr = stream(isTTY);
  return { terminal: createTerminal({ stdout: stdout.stream, stderr: stderr.stream, env }), stdout, stderr };
}

const counts = (queued: number, joined: number, failed = 0) => ({
  __typename: 'InviteCounts' as const,
  total: 100,
  queued,
  invited: 0,
  joined,
  alreadyJoined: 0,
  failed,
  cancelled: 0,
});

describe('progress', () => {
  it('is a line that is redrawn on a terminal, with a bar, counts and the time that is left', () => {
    const { terminal, stderr } = open(true);
    const clock = new ManualClock();
    const progress = new Progress(100, terminal, clock);
    clock.advance(30_000);
    progress.note({ id: 'one', counts: counts(75, 20, 5) });
    expect(stderr.text()).toContain('[#######.......................] 25 of 100 settled, 20 in, 5 failed, 1:30 left');
    progress.end();
    expect(stderr.text().endsWith('\r\u001b[2K')).toBe(true);
    expect(stderr.text()).not.toContain('\n');
  });

  it.each([
    { isTTY: false, env: {} },
    { isTTY: true, env: { NO_COLOR: '1' } },
  ])('is a line now and then, without a control character, for %j', ({ isTTY, env }) => {
    const { terminal, stderr } = open(isTTY, env);
    const progress = new Progress(100, terminal, new ManualClock());
    for (let joined = 0; joined <= 100; joined++) progress.note({ id: 'one', counts: counts(100 - joined, joined) });
    progress.end();
    const lines = stderr.text().trimEnd().split('\n');
    expect(lines.length).toBe(9);
    for (const control of ['\r', '\u001b']) expect(stderr.text()).not.toContain(control);
  });
});

it('a line of the result stands above the line that is redrawn', async () => {
  const { terminal, stdout, stderr } = open(true);
  terminal.status('half way');
  await terminal.print('a line');
  expect(stdout.text()).toBe('a line\n');
  expect(stderr.text()).toBe('\r\u001b[2Khalf way\r\u001b[2K\r\u001b[2Khalf way');
});

it('ends quietly when whoever reads it has left', PATIENCE, async () => {
  const { code, stdout, stderr } = await finished(shell('rollcall schema | head -n 1'));
  expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  expect([0, 141]).toContain(code);
});
