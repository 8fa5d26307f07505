import type { CombinedError } from 'urql';
import { useLanguage } from '../language/language.ts';

/** What went wrong, in the service's own words where it has said any. */
export function Problem({ error, onAgain }: { error: CombinedError | null; onAgain?: (() => void) | undefined }) {
  const { words } = useLanguage();
  return (
    <div role="alert" className="notice notice-error">
      <p>{error?.graphQLErrors[0]?.message ?? words.unreachable}</p>
      {onAgain !== undefined && (
        <button type="button" onClick={() => onAgain()}>
          {words.again}
        </button>
      )}
    </div>
  );
}
