import { useId } from 'react';
import { useLanguage } from '../language/language.ts';
import type { Standing } from './source.ts';

interface ProgressBarProps {
  readonly counts: Standing['counts'];
  readonly leftMs: number | null;
  readonly isRunning: boolean;
}

/** Who only listens hears of every tenth part, and not of every member. */
const SPOKEN_PARTS = 10;

export function ProgressBar({ counts, leftMs, isRunning }: ProgressBarProps) {
  const { words, formats } = useLanguage();
  const label = useId();
  const settled = counts.total - counts.queued;
  const spoken = Math.floor((settled / counts.total) * SPOKEN_PARTS) / SPOKEN_PARTS;
  const say = (count: number): string => words.board.settled(formats.number(count), formats.number(counts.total));
  return (
    <div className="progress">
      <p id={label}>
        {say(settled)}
        {isRunning && leftMs !== null && (
          <span className="quiet">
            {' · '}
            {leftMs < 1_000 ? words.board.soon : words.board.left(formats.duration(leftMs))}
          </span>
        )}
      </p>
      <progress aria-label={words.board.progress} aria-describedby={label} max={counts.total} value={settled} />
      <p role="status" className="spoken">
        {formats.percent(spoken)}
      </p>
    </div>
  );
}
