import { once } from 'node:events';
import type { WriteStream } from 'node:tty';
import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

/** Where a command prints: results on standard output, everything about its way there on standard error. */
export interface Terminal {
  /** One line of the result. Resolves when more can be written, so that a slow reader slows us down. */
  print(line: string): Promise<void>;
  /** One line about what is going on; above the status line. */
  tell(line: string): void;
  /** Replaces the status line at the bottom; the empty text takes it away. Does nothing where lines cannot be redrawn. */
  status(line: string): void;
  /** Whether there is a status line. */
  readonly redraws: boolean;
  /** Of the status line, in characters. */
  readonly columns: number;
  /** How wide what is printed may be; null where it is no terminal, and lines stay whole. */
  readonly printColumns: number | null;
  /** For what is printed. */
  readonly colours: Colours;
  /** For what is told. */
  readonly tellColours: Colours;
}

/** What is taken of the process. */
interface Streams {
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = '\r\u001b[2K';

/** Plain, without colours and redrawn lines, where a stream is no terminal, or with NO_COLOR. */
export function createTerminal({ stdout, stderr, env }: Streams): Terminal {
  const isPlain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const redraws = stderr.isTTY && !isPlain;
  let shown = '';
  const redraw = (line: string): void => {
    if (redraws && line !== shown) stderr.write(CLEAR_LINE + line);
    shown = line;
  };
  return {
    async print(line) {
      const below = shown;
      redraw('');
      if (!stdout.write(`${line}\n`)) await once(stdout, 'drain');
      redraw(below);
    },
    tell(line) {
      const below = shown;
      redraw('');
      stderr.write(`${line}\n`);
      redraw(below);
    },
    status: redraw,
    redraws,
    get columns() {
      return stderr.columns ?? DEFAULT_COLUMNS;
    },
    get printColumns() {
      return stdout.isTTY ? stdout.columns : null;
    },
    colours: pc.createColors(stdout.isTTY && !isPlain),
    tellColours: pc.createColors(redraws),
  };
}
