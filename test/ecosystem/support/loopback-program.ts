import { setTimeout as realDelay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE, eventually, Program } from '../../e2e/processes.ts';

const LOOPBACK = fileURLToPath(new URL('loopback.ts', import.meta.url));

/** How long a hook that starts such programs may take, in milliseconds: gateways load thousands of files. */
export const START_MS = 60_000;
/** Gives up before the hook does, and can say why. */
const PATIENCE_MS = START_MS - 10_000;
/** How long a program may take to end by itself, in milliseconds. */
const GOODBYE_MS = 5_000;

/** A server that is somebody else's program, in a process of its own. */
export interface LoopbackProgram extends AsyncDisposable {
  readonly url: string;
}

/** Runs a Node program, and resolves when it listens: on a free port, whichever it asks for. */
export async function runOnLoopback(parameters: readonly string[], folder: string): Promise<LoopbackProgram> {
  const env = { NODE_COMPILE_CACHE: COMPILE_CACHE };
  const program = Program.run(process.execPath, ['--import', LOOPBACK, ...parameters], { cwd: folder, env });
  const whereItListens = async (): Promise<string | null> => {
    const url = /^listening on (\S+)$/m.exec(program.stdout)?.[1] ?? null;
    if (program.isOver) throw new Error(`it has ended: ${parameters.join(' ')}\n${program.stdout}${program.stderr}`);
    return url;
  };
  try {
    const url = await eventually(`it listens: ${parameters.join(' ')}`, whereItListens, PATIENCE_MS);
    return { url, [Symbol.asyncDispose]: () => end(program) };
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

/** Gently, for then what was compiled is kept for the next start. One that has ended before is why a test has failed. */
async function end(program: Program): Promise<void> {
  if (program.isOver) throw new Error(`it ended by itself:\n${program.stdout}${program.stderr}`);
  const patience = new AbortController();
  await Promise.race([program.end('SIGTERM'), realDelay(GOODBYE_MS, null, { signal: patience.signal })]);
  patience.abort();
  await program[Symbol.asyncDispose]();
}
