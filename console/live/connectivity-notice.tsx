import { refusal } from '../access/sign-in.ts';
import { useLanguage } from '../language/language.ts';
import { useStore } from '../shared/use-store.ts';
import { connectivity } from './connectivity.ts';

/** Says when what is shown does not change any more, and why. */
export function ConnectivityNotice() {
  const { words } = useLanguage();
  const state = useStore(connectivity);
  return (
    <div role="status" className="notice-place">
      {state === 'lost' && <p className="notice notice-warning">{words.offline}</p>}
      {state === 'refused' && (
        <p className="notice notice-warning">
          {words.signIn.over}{' '}
          <button type="button" onClick={() => refusal.set('')}>
            {words.signIn.submit}
          </button>
        </p>
      )}
    </div>
  );
}
