import { useEffect, useEffectEvent } from 'react';
import { CombinedError } from 'urql';
import { refusal } from '../access/sign-in.ts';
import { codeOf } from '../graphql/error-code.ts';
import { useLanguage } from '../language/language.ts';
import { browserClock } from './browser-clock.ts';

/** How soon a service that was not reached is asked again by itself, in milliseconds. */
const AGAIN_AFTER_MS = 5_000;

interface ProblemProps {
  readonly error: unknown;
  /** Asks again; absent where that could do something twice. */
  readonly onAgain?: (() => void) | undefined;
}

/** What went wrong, in the service's own words where it has said any. What may pass by itself is asked for again by itself. */
export function Problem({ error, onAgain }: ProblemProps) {
  const { words } = useLanguage();
  const told = error instanceof CombinedError ? error.graphQLErrors[0]?.message : undefined;
  const again = useEffectEvent(() => onAgain?.());
  useEffect(() => {
    if (told !== undefined) return;
    return browserClock.setTimer(browserClock.now() + AGAIN_AFTER_MS, () => again());
  }, [error, told]);
  return (
    <div role="alert" className="notice notice-error">
      <p>{told ?? words.unreachable}</p>
      {error instanceof CombinedError && codeOf(error) === 'UNAUTHENTICATED' ? (
        <button type="button" onClick={() => refusal.set('')}>
          {words.signIn.submit}
        </button>
      ) : (
        onAgain !== undefined && (
          <button type="button" onClick={() => onAgain()}>
            {words.again}
          </button>
        )
      )}
    </div>
  );
}
