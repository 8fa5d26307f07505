import { useLanguage } from '../language/language.ts';
import type { PictureProps } from './connection-card.tsx';
import { type Point, rates, spanOf, values } from './history.ts';
import { Picture } from './picture.tsx';
import { Trend } from './trend.tsx';

/** How many calls were made while somebody looked, reads among them, and how many of them failed. */
export function CallsPicture({ connection: { id }, samples }: PictureProps) {
  const { words, formats } = useLanguage();
  const name = words.connections.calls;
  if (samples.length < 2)
    return <Picture name={name} now={samples.length === 1 ? words.connections.soon : words.connections.notAvailable} />;
  const failed = values(samples, id, 'failedCalls');
  const failedCalls = grownBy(failed);
  const calls = grownBy(values(samples, id, 'okCalls')) + failedCalls;
  const text =
    calls === 0
      ? words.connections.noCalls
      : words.connections.errorShare(formats.percent(failedCalls / calls), formats.number(calls));
  const failing = rates(samples, id, 'failedCalls');
  const failingAt = new Map(failing.map(({ atMs, value }) => [atMs, value]));
  const made = rates(samples, id, 'okCalls').map(({ atMs, value }) => ({
    atMs,
    value: value + (failingAt.get(atMs) ?? 0),
  }));
  return (
    <Picture name={name} now={text}>
      <Trend
        label={`${name}: ${text}`}
        spanMs={spanOf(samples)}
        curves={[
          { kind: 'ok', points: made },
          { kind: 'failed', points: failing },
        ]}
      />
    </Picture>
  );
}

/** By how much it grew over what is kept; what was counted before a service began anew is not known. */
const grownBy = (points: readonly Point[]): number =>
  points.reduce((sum, { value }, index) => {
    const before = points[index - 1]?.value;
    if (before === undefined) return sum;
    return sum + (value >= before ? value - before : value);
  }, 0);
