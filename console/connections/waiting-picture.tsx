import { useLanguage } from '../language/language.ts';
import type { PictureProps } from './connection-card.tsx';
import { newest, spanOf, values } from './history.ts';
import { Picture } from './picture.tsx';
import { Trend } from './trend.tsx';

/** Who waits to be sent. */
export function WaitingPicture({ connection: { id }, samples }: PictureProps) {
  const { words, formats } = useLanguage();
  const name = words.connections.waiting;
  const waiting = values(samples, id, 'membersWaiting');
  const members = newest(waiting);
  if (members === null) return <Picture name={name} now={words.connections.notAvailable} />;
  const lanes = newest(values(samples, id, 'lanesWaiting')) ?? 0;
  const oldestSeconds = newest(values(samples, id, 'oldestSeconds')) ?? 0;
  const counts = words.connections.waitingNow(formats.number(members), formats.number(lanes));
  const oldest = words.connections.oldest(formats.duration(oldestSeconds * 1_000));
  const text = members > 0 ? `${counts}, ${oldest}` : words.connections.nobodyWaits;
  return (
    <Picture name={name} now={text}>
      <Trend label={`${name}: ${text}`} spanMs={spanOf(samples)} curves={[{ kind: 'waiting', points: waiting }]} />
    </Picture>
  );
}
