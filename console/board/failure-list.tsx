import { useState } from 'react';
import { useLanguage } from '../language/language.ts';
import type { FailureGroup } from './failures.ts';

/** So many accounts of a group are named; all of them can be copied. */
const MAX_NAMED = 50;

type OnRetry = (accounts: readonly string[]) => Promise<void>;

/** Who failed, by reason, and what to do about each. */
export function Failures({ groups, onRetry }: { groups: readonly FailureGroup[]; onRetry: OnRetry }) {
  const { words } = useLanguage();
  if (groups.length === 0) return null;
  return (
    <section className="failures">
      <h2>{words.board.failuresTitle}</h2>
      <ul>
        {groups.map((group) => (
          <li key={group.kind}>
            <Failure group={group} onRetry={onRetry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Failure({
  group: { kind, accounts, message, retryable },
  onRetry,
}: {
  group: FailureGroup;
  onRetry: OnRetry;
}) {
  const { words, formats } = useLanguage();
  const [isCopied, setCopied] = useState(false);
  const { why, what } = words.board.failures[kind];
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(accounts.join('\n'));
    setCopied(true);
  };
  return (
    <details>
      <summary>
        <strong>{formats.number(accounts.length)}</strong> {why}
      </summary>
      <p>
        <strong>{words.board.whatToDo}:</strong> {what}
      </p>
      {message !== '' && <blockquote>{message}</blockquote>}
      <p className="names">
        <strong>{words.board.who}:</strong> {accounts.slice(0, MAX_NAMED).join(', ')}
        {accounts.length > MAX_NAMED && ` ${words.board.more(formats.number(accounts.length - MAX_NAMED))}`}
      </p>
      <div className="actions">
        <button type="button" className={retryable ? 'primary' : ''} onClick={() => void onRetry(accounts)}>
          {words.board.retryThese}
        </button>
        <button type="button" onClick={() => void copy()}>
          {isCopied ? words.board.copied : words.board.copy}
        </button>
      </div>
    </details>
  );
}
