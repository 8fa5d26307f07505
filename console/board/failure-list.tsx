import { useLanguage } from '../language/language.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import type { FailureGroup } from './failures.ts';

/** So many accounts of a group are named; all of them can be copied. */
const MAX_NAMED = 50;
/** So many different sayings of the provider are shown. */
const MAX_SAID = 5;

interface FailuresProps {
  readonly groups: readonly FailureGroup[];
  readonly isSending: boolean;
  readonly onRetry: (accounts: readonly string[]) => Promise<void>;
}

/** Who failed, by reason, and what to do about each. */
export function Failures({ groups, ...props }: FailuresProps) {
  const { words } = useLanguage();
  if (groups.length === 0) return null;
  return (
    <section className="failures">
      <h2>{words.board.failuresTitle}</h2>
      <ul>
        {groups.map((group) => (
          <li key={group.kind}>
            <Failure group={group} {...props} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Failure({ group, isSending, onRetry }: { group: FailureGroup } & Omit<FailuresProps, 'groups'>) {
  const { words, formats } = useLanguage();
  const { kind, accounts, retryable } = group;
  const { why, what } = words.board.failures[kind];
  return (
    <details>
      <summary>
        <strong className="failure-count">{formats.number(accounts.length)}</strong> {why}
      </summary>
      <div className="failure-body">
        <p>
          <strong>{words.board.whatToDo}:</strong> {what}
        </p>
        <Said group={group} />
        <p className="names">
          <strong>{words.board.who}:</strong> {accounts.slice(0, MAX_NAMED).join(', ')}
          {accounts.length > MAX_NAMED && ` ${words.board.more(formats.number(accounts.length - MAX_NAMED))}`}
        </p>
        <div className="actions">
          <button
            type="button"
            className={retryable ? 'primary' : undefined}
            disabled={isSending}
            onClick={() => void onRetry(accounts)}
          >
            {words.board.retryThese}
          </button>
          <CopyButton text={() => accounts.join('\n')}>{words.board.copy}</CopyButton>
        </div>
      </div>
    </details>
  );
}

/** What the provider has said of them, most often first. */
function Said({ group: { said, accounts } }: { group: FailureGroup }) {
  const { words, formats } = useLanguage();
  if (said.length === 0) return null;
  return (
    <>
      {said.slice(0, MAX_SAID).map(({ message, code, count }) => (
        <blockquote key={`${code} ${message}`}>
          {message} {code !== null && words.board.outcome.code(code)}
          {count < accounts.length && <span className="quiet"> × {formats.number(count)}</span>}
        </blockquote>
      ))}
      {said.length > MAX_SAID && (
        <p className="quiet">{words.board.moreSaid(formats.number(said.length - MAX_SAID))}</p>
      )}
    </>
  );
}
