import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/cli/invite/progress.ts';
import { printable } from '../../src/cli/printable.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { clockFace } from '../../src/cli/words.ts';
import { wrap } from '../../src/cli/wrap.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { finished, newFolder, PATIENCE, shell } from './command.ts';

/** A stream that is a terminal, or is none, and keeps what was written. */
function stream(isTTY: boolean, columns: number) {
  let text = '';
  const written = Object.assign(new PassThrough(), { isTTY, columns });
  written.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream: written as unknown as WriteStream, text: () => text };
}

function open(isTTY: boolean, env: Record<string, string> = {}, columns = 120) {
  const stdout = stream(isTTY, columns);
  const stderr = stream(isTTY, columns);
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
    const progress = new Progress([{ id: 'one', counts: counts(100, 0) }], terminal, clock);
    expect(stderr.text()).toContain('0 of 100 settled');
    clock.advance(30_000);
    progress.note({ id: 'one', counts: counts(75, 20, 5) });
    expect(stderr.text()).toContain('[#######.......................] 25 of 100 settled, 20 in, 5 failed, 1:30 left');
    progress.end();
    expect(stderr.text().endsWith('\r\u001b[2K')).toBe(true);
    expect(stderr.text()).not.toContain('\n');
  });

  it.each([
    [120, '[##############################] 100 of 100 settled, 95 in, 5 failed'],
    [50, '[###########] 100 of 100 settled, 95 in, 5 failed'],
    [40, '100 of 100 settled, 95 in, 5 failed'],
    [20, '100 of 100 settled,'],
  ])('fits into %i columns', (columns, line) => {
    const { terminal, stderr } = open(true, {}, columns);
    const progress = new Progress([{ id: 'one', counts: counts(100, 0) }], terminal, new ManualClock());
    progress.note({ id: 'one', counts: counts(0, 95, 5) });
    expect(stderr.text().split('\u001b[2K').at(-1)).toBe(line);
    for (const shown of stderr.text().split('\r\u001b[2K')) expect(shown.length).toBeLessThan(columns);
  });

  it('reckons the time that is left by what was settled since one looks', () => {
    const { terminal, stderr } = open(true);
    const clock = new ManualClock();
    const progress = new Progress([{ id: 'one', counts: counts(50, 50) }], terminal, clock);
    clock.advance(10_000);
    progress.note({ id: 'one', counts: counts(50, 50) });
    expect(stderr.text()).not.toContain('left');
    progress.note({ id: 'one', counts: counts(40, 60) });
    expect(stderr.text()).toContain('60 of 100 settled, 60 in, 0:40 left');
  });

  it.each([
    { isTTY: false, env: {} },
    { isTTY: true, env: { NO_COLOR: '1' } },
  ])('is a line now and then, without a control character, for %j', ({ isTTY, env }) => {
    const { terminal, stderr } = open(isTTY, env);
    const progress = new Progress([{ id: 'one', counts: counts(100, 0) }], terminal, new ManualClock());
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

it('ends quietly when nobody reads its errors', PATIENCE, async () => {
  // Opened for reading too, so that opening it for writing does not wait; then nobody reads it any more.
  const pipe = join(newFolder(), 'pipe');
  const { code, stdout, stderr } = await finished(
    shell(`mkfifo ${pipe}; exec 3<>${pipe} 4>${pipe} 3<&-; rollcall invite 2>&4`),
  );
  expect([code, stdout, stderr]).toEqual([141, '', '']);
});

it('says in one line that its output cannot be kept', PATIENCE, async () => {
  const { code, stderr } = await finished(shell('rollcall schema > /dev/full'));
  expect([code, stderr]).toEqual([1, 'rollcall: the output cannot be written: ENOSPC\n']);
});

describe('texts', () => {
  it('of others do nothing to a terminal', () => {
    expect(printable('a\u001b[2Jb\r\nc\u009b1md\u202ee 张三 é')).toBe(
      'a\\u001b[2Jb\\u000d\\u000ac\\u009b1md\\u202ee 张三 é',
    );
  });

  it('are broken into lines between words', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('https://a-long-word is alone', 8)).toEqual(['https://a-long-word', 'is alone']);
    expect(wrap('as it is', Number.POSITIVE_INFINITY)).toEqual(['as it is']);
  });

  it.each([
    [7, '0:07'],
    [90, '1:30'],
    [7_500, '2:05:00'],
  ])('of %i seconds read %s', (seconds, text) => expect(clockFace(seconds)).toBe(text));
});
