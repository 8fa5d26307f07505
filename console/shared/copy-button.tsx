import { useEffect, useState } from 'react';
import { useLanguage } from '../language/language.ts';
import { browserClock } from './browser-clock.ts';

/** For how long a button says that it has copied, in milliseconds. */
const SAYS_SO_MS = 2_000;

/** Puts a text into the clipboard, and says whether it could. */
export function CopyButton({ text, children }: { text: () => string; children: string }) {
  const { words } = useLanguage();
  const [said, setSaid] = useState<'copied' | 'notCopied' | null>(null);
  useEffect(() => {
    if (said === null) return;
    return browserClock.setTimer(browserClock.now() + SAYS_SO_MS, () => setSaid(null));
  }, [said]);
  return (
    <>
      <button type="button" onClick={() => void copy(text()).then((done) => setSaid(done ? 'copied' : 'notCopied'))}>
        {said === null ? children : words[said]}
      </button>
      <span role="status" className="spoken">
        {said !== null && words[said]}
      </span>
    </>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that are not encrypted have no clipboard; a field that is selected can be copied from everywhere.
    return copyFromField(text);
  }
}

function copyFromField(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'spoken';
  // Whatever is outside of an open dialog cannot be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
