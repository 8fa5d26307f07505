import { useState } from 'react';
import { useLanguage } from '../language/language.ts';
import { Modal } from '../shared/modal.tsx';
import { useStore } from '../shared/use-store.ts';
import { refusal, signIn } from './sign-in.ts';

/** Asks for a token when the service does. */
export function SignInDialog() {
  const reason = useStore(refusal);
  const { words } = useLanguage();
  const [given, setGiven] = useState('');
  if (reason === null) return null;
  return (
    <Modal title={words.signIn.title} onClose={() => refusal.set(null)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn(given);
          setGiven('');
        }}
      >
        <p>{words.signIn.explanation}</p>
        {reason !== '' && <p className="notice notice-error">{reason}</p>}
        <label>
          {words.signIn.token}
          <input
            type="password"
            autoComplete="off"
            required
            value={given}
            onChange={({ target }) => setGiven(target.value)}
          />
        </label>
        <p className="quiet">{words.signIn.hint}</p>
        <div className="actions">
          <button type="submit" className="primary">
            {words.signIn.submit}
          </button>
          <button type="button" onClick={() => refusal.set(null)}>
            {words.close}
          </button>
        </div>
      </form>
    </Modal>
  );
}
