import { useLanguage } from '../language/language.ts';
import { type Point, READ_EVERY_MS } from './history.ts';

/** In the picture's own units; it is as wide as its place. */
const WIDTH = 300;
const HEIGHT = 56;
/** Nothing is drawn between two readings that are further apart: nobody has looked in between. */
const LONGEST_STEP_MS = 5 * READ_EVERY_MS;
/** What stands highest leaves so much room above it. */
const ROOM = 1.15;

interface Curve {
  readonly points: readonly Point[];
  readonly kind: 'spent' | 'waiting' | 'ok' | 'failed';
}

interface TrendProps {
  /** What the picture says, for whoever does not see it. */
  readonly label: string;
  /** From the left to the right, in milliseconds. */
  readonly spanMs: number;
  /** The later ones lie over the earlier ones. */
  readonly curves: readonly Curve[];
  /** A line that is not to be crossed. */
  readonly limit?: number | null;
}

/** The last minutes as areas, the newest moment at the right. */
export function Trend({ label, spanMs, curves, limit = null }: TrendProps) {
  const { words, formats } = useLanguage();
  const all = curves.flatMap(({ points }) => points);
  const endMs = all.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  const highest = all.reduce((most, { value }) => Math.max(most, value), limit ?? 1);
  const x = (atMs: number): number => WIDTH - ((endMs - atMs) / spanMs) * WIDTH;
  const y = (value: number): number => HEIGHT - (value / (highest * ROOM)) * HEIGHT;
  return (
    <div className="trend">
      <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <path className="grid" d={`M0 ${y(highest / 2)}H${WIDTH}M0 ${y(highest)}H${WIDTH}`} />
        {curves.map(({ points, kind }) =>
          stretches(points).map((stretch) => (
            <path key={`${kind} ${stretch[0]?.atMs}`} className={`curve-${kind}`} d={areaOf(stretch, x, y)} />
          )),
        )}
        {limit !== null && <line className="limit" x1="0" x2={WIDTH} y1={y(limit)} y2={y(limit)} />}
      </svg>
      <div className="axis" aria-hidden="true">
        <span>{words.connections.ago(formats.duration(spanMs))}</span>
        <span>{words.connections.highest(formats.number(highest))}</span>
        <span>{words.connections.now}</span>
      </div>
    </div>
  );
}

/** Readings that follow each other without a hole. */
function stretches(points: readonly Point[]): Point[][] {
  const all: Point[][] = [];
  for (const point of points) {
    const stretch = all.at(-1);
    const before = stretch?.at(-1);
    if (stretch && before && point.atMs - before.atMs <= LONGEST_STEP_MS) stretch.push(point);
    else all.push([point]);
  }
  return all;
}

type Place = (value: number) => number;

/** A single reading is as wide as the step to the next one would be. */
function areaOf(points: readonly Point[], x: Place, y: Place): string {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  const begin = x(points.length === 1 ? first.atMs - READ_EVERY_MS : first.atMs);
  const line = points.map(({ atMs, value }) => `L${x(atMs).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  return `M${begin.toFixed(1)} ${HEIGHT}${points.length === 1 ? `L${begin.toFixed(1)} ${y(first.value).toFixed(1)}` : ''}${line}L${x(last.atMs).toFixed(1)} ${HEIGHT}Z`;
}
