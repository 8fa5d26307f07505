import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import type { Standing } from './source.ts';
import { TILE_STATES, type TileState } from './tile.ts';

interface ProgressProps {
  readonly standing: Pick<Standing, 'counts' | 'status'>;
  /** The tiles in each state. */
  readonly shown: Readonly<Record<TileState, number>>;
  readonly leftMs: number | null;
  readonly isQuiet: boolean;
}

/** Who only listens hears of every tenth part, and not of every member. */
const SPOKEN_PARTS = 10;
/** Who waits comes last: what is done grows from the left. */
const PARTS = [...TILE_STATES.filter((state) => state !== 'queued'), 'queued' as const];

/** How many are settled, what became of them, and how long the rest will take. */
export function Progress({ standing: { counts, status }, shown, leftMs, isQuiet }: ProgressProps) {
  const { words, formats } = useLanguage();
  const settled = counts.total - counts.queued;
  const spoken = counts.total === 0 ? 1 : Math.floor((settled / counts.total) * SPOKEN_PARTS) / SPOKEN_PARTS;
  const text = words.board.settled(formats.number(settled), formats.number(counts.total));
  return (
    <div className="progress">
      <p className="progress-text">
        <strong>{text}</strong>
        {status === 'RUNNING' && leftMs !== null && (
          <span>{leftMs < 1_000 ? words.board.soon : words.board.left(formats.duration(leftMs))}</span>
        )}
      </p>
      {status === 'RUNNING' && isQuiet && (
        <p className="notice notice-warning">
          {words.board.quiet} <a href={addressOf({ page: 'connections' })}>{words.board.quietWhy}</a>
        </p>
      )}
      <progress className="spoken" aria-label={words.board.progress} max={counts.total} value={settled} />
      <div className="parts" aria-hidden="true">
        {PARTS.map((state) => (
          <span key={state} className={`part-${state}`} style={{ flexGrow: shown[state] }} />
        ))}
      </div>
      <p role="status" className="spoken">
        {formats.percent(spoken)}
      </p>
    </div>
  );
}
