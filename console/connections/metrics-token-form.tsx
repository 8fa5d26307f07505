import { useState } from 'react';
import { token } from '../access/token.ts';
import { useLanguage } from '../language/language.ts';
import { useStore } from '../shared/use-store.ts';
import { metricsToken } from './signals.ts';

/** Says why the service tells no signals here, and takes the token that opens them. */
export function MetricsTokenForm() {
  const { words } = useLanguage();
  const isSignedIn = useStore(token) !== '';
  const wasRefused = useStore(metricsToken) !== '';
  const [given, setGiven] = useState('');
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        metricsToken.set(given.trim());
      }}
    >
      <p role="status" className="notice notice-warning">
        {wasRefused
          ? words.connections.metricsToken.wrong
          : isSignedIn
            ? words.connections.metricsToken.noAdmin
            : words.connections.metricsToken.needed}
      </p>
      <div className="opener">
        <label>
          {words.connections.metricsToken.label}
          <input
            type="password"
            autoComplete="off"
            required
            value={given}
            onChange={({ target }) => setGiven(target.value)}
          />
        </label>
        <button type="submit" className="primary">
          {words.connections.metricsToken.submit}
        </button>
      </div>
      <p className="quiet">{words.connections.metricsToken.hint}</p>
    </form>
  );
}
