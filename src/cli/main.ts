import { readFileSync } from 'node:fs';
import { systemClock, systemRandom } from '../kernel/clock.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit.ts';
import { run } from './program.ts';
import { createTerminal } from './terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// The clock's timers keep no process alive, and a command that waits for its next attempt may have nothing else.
const alive = setInterval(() => {}, 2 ** 30);

/** Aborted by Ctrl-C; the next one ends the process at once, as it would without us. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

for (const stream of [process.stdout, process.stderr])
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(EXIT.readerGone);
    if (stream === process.stdout) process.stderr.write(`rollcall: the output cannot be written: ${String(code)}\n`);
    process.exit(EXIT.notAllWell);
  });

const context: CommandContext = {
  version,
  environment: process.env,
  input: process.stdin,
  terminal: createTerminal(process),
  clock: systemClock,
  random: systemRandom,
  interruption,
};
const exitCode = await run(process.argv.slice(2), context);
clearInterval(alive);
// A program that was started goes on by itself, and ends with a code of its own.
if (exitCode !== null) process.exitCode = exitCode;
