import { useLanguage } from '../language/language.ts';
import type { PictureProps } from './connection-card.tsx';
import { newest, rates, values } from './history.ts';
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
  if (now === null || perSecond === null)
    return <Picture name={words.connections.quota} now={words.connections.notAvailable} />;
  const isShared = capabilities.quotaScope === 'CONNECTION';
  const say = isShared ? words.connections.quotaSpent : words.connections.quotaSpentByGroups;
  const text = say(formats.number(now), formats.number(perSecond));
  return (
    <Picture name={words.connections.quota} now={text}>
      <Trend
        label={`${words.connections.quota}: ${text}`}
        curves={[{ kind: 'spent', points: spent }]}
        // Many groups together may make more calls than one may.
        limit={isShared ? perSecond : null}
      />
      {isShared && <meter aria-label={text} min={0} max={perSecond} value={Math.min(now, perSecond)} />}
    </Picture>
  );
}
