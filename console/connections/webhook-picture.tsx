import { useLanguage } from '../language/language.ts';
import type { PictureProps } from './connection-card.tsx';
import { MAX_SAMPLES, newest, READ_EVERY_MS, values } from './history.ts';
import { Picture } from './picture.tsx';

const SPAN_MS = MAX_SAMPLES * READ_EVERY_MS;

/** When the provider last reported something: a tick on the line of the last minutes for each. */
export function WebhookPicture({ connection: { id, capabilities }, samples }: PictureProps) {
  const { words, formats } = useLanguage();
  const name = words.connections.webhook;
  if (!capabilities.reportsChanges) return <Picture name={name} now={words.connections.noWebhooks} />;
  const told = values(samples, id, 'lastWebhook');
  const last = newest(told);
  const nowMs = told.at(-1)?.atMs ?? 0;
  // Until the first one comes, nothing may be told at all.
  if (last === null)
    return (
      <Picture name={name} now={samples.length === 0 ? words.connections.notAvailable : words.connections.noWebhook} />
    );
  if (last === 0) return <Picture name={name} now={words.connections.noWebhook} />;
  const text = words.connections.ago(formats.duration(nowMs - last * 1_000));
  const ticks = [...new Set(told.map(({ value }) => value * 1_000))].filter((atMs) => atMs > nowMs - SPAN_MS);
  return (
    <Picture name={name} now={text}>
      <svg className="ticks" role="img" aria-label={`${name}: ${text}`} viewBox="0 0 300 16" preserveAspectRatio="none">
        <path d="M0 8H300" />
        {ticks.map((atMs) => {
          const x = 300 - ((nowMs - atMs) / SPAN_MS) * 300;
          return <path key={atMs} className="tick" d={`M${x.toFixed(1)} 1V15`} />;
        })}
      </svg>
    </Picture>
  );
}
