import { useLanguage } from '../language/language.ts';
import type { PictureProps } from './connection-card.tsx';
import { newest, spanOf, values } from './history.ts';
import { Picture } from './picture.tsx';

/** When the provider last reported something: a tick on the line of the last minutes for each. */
export function WebhookPicture({ connection: { id, capabilities }, samples }: PictureProps) {
  const { words, formats } = useLanguage();
  const name = words.connections.webhook;
  if (!capabilities.reportsChanges) return <Picture name={name} now={words.connections.noWebhooks} />;
  const spanMs = spanOf(samples);
  const told = values(samples, id, 'lastWebhook');
  const last = newest(told);
  const nowMs = told.at(-1)?.atMs ?? 0;
  // Until the first one comes, nothing may be told at all.
  if (last === null)
    return (
      <Picture name={name} now={samples.length === 0 ? words.connections.notAvailable : words.connections.noWebhook} />
    );
  if (last === 0) return <Picture name={name} now={words.connections.noWebhook} />;
  // The clock of the service may be ahead of the browser's.
  const agoMs = Math.max(0, nowMs - last * 1_000);
  const text = agoMs < 1_000 ? words.connections.justNow : words.connections.ago(formats.duration(agoMs));
  const ticks = [...new Set(told.map(({ value }) => value * 1_000))].filter((atMs) => atMs > nowMs - spanMs);
  return (
    <Picture name={name} now={text}>
      <svg className="ticks" role="img" aria-label={`${name}: ${text}`} viewBox="0 0 300 16" preserveAspectRatio="none">
        <path d="M0 8H300" />
        {ticks.map((atMs) => {
          const x = 300 - ((nowMs - atMs) / spanMs) * 300;
          return <path key={atMs} className="tick" d={`M${x.toFixed(1)} 1V15`} />;
        })}
      </svg>
    </Picture>
  );
}
