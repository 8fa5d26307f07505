import type { Point } from './history.ts';
import { MAX_SAMPLES, READ_EVERY_MS } from './history.ts';

/** In the picture's own units; it is as wide as its place. */
const WIDTH = 300;
const HEIGHT = 60;
const SPAN_MS = MAX_SAMPLES * READ_EVERY_MS;

interface Curve {
  readonly points: readonly Point[];
  readonly kind: 'spent' | 'waiting' | 'ok' | 'failed';
}

interface TrendProps {
  /** What the picture says, for whoever does not see it. */
  readonly label: string;
  /** The later ones lie over the earlier ones. */
  readonly curves: readonly Curve[];
  /** A line that is not to be crossed. */
  readonly limit?: number | null;
}

/** The last minutes as areas, the newest moment at the right. */
export function Trend({ label, curves, limit = null }: TrendProps) {
  const all = curves.flatMap(({ points }) => points);
  const endMs = Math.max(...all.map(({ atMs }) => atMs));
  const highest = Math.max(limit ?? 0, ...all.map(({ value }) => value), 1) * 1.1;
  const x = (atMs: number): number => WIDTH - ((endMs - atMs) / SPAN_MS) * WIDTH;
  const y = (value: number): number => HEIGHT - (value / highest) * HEIGHT;
  return (
    <svg className="trend" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      {curves.map(
        ({ points, kind }) =>
          points.length > 0 && (
            <path
              key={kind}
              className={`curve-${kind}`}
              d={`M${x(points[0]?.atMs ?? 0)} ${HEIGHT}${points
                .map(({ atMs, value }) => `L${x(atMs).toFixed(1)} ${y(value).toFixed(1)}`)
                .join('')}L${WIDTH} ${HEIGHT}Z`}
            />
          ),
      )}
      {limit !== null && <line className="limit" x1="0" x2={WIDTH} y1={y(limit)} y2={y(limit)} />}
    </svg>
  );
}
