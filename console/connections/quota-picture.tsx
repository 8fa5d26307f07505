import { useLanguage } from '../language/language.ts';
import type { PictureProps } from './connection-card.tsx';
import { newest, rates, spanOf, values } from './history.ts';
import { Picture } from './picture.tsx';
import { Trend } from './trend.tsx';

/** How much of the quota is spent, and what is left below its line. */
export function QuotaPicture({ connection: { id, capabilities }, samples }: PictureProps) {
  const { words, formats } = useLanguage();
  const spent = rates(samples, id, 'spentCalls');
  const now = newest(spent);
  const limit = newest(values(samples, id, 'limitCalls'));
  const windowSeconds = newest(values(samples, id, 'windowSeconds'));
  const perSecond = limit !== null && windowSeconds !== null && windowSeconds > 0 ? limit / windowSeconds : null;
  const name = words.connections.quota;
  if (now === null || perSecond === null)
    return <Picture name={name} now={samples.length === 1 ? words.connections.soon : words.connections.notAvailable} />;
  // Many groups together may make more calls than one may.
  const isShared = capabilities.quotaScope === 'CONNECTION';
  const left = Math.max(0, perSecond - now);
  const text = isShared
    ? words.connections.quotaLeft(formats.number(now), formats.number(perSecond), formats.percent(left / perSecond))
    : words.connections.quotaSpentByGroups(formats.number(now), formats.number(perSecond));
  return (
    <Picture name={name} now={text}>
      <Trend
        label={`${name}: ${text}`}
        spanMs={spanOf(samples)}
        curves={[{ kind: 'spent', points: spent }]}
        limit={isShared ? perSecond : null}
      />
    </Picture>
  );
}
