import { useId, useState } from 'react';
import { useLanguage } from '../language/language.ts';

interface OpenFormProps {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly onOpen: (id: string) => void;
}

/** Asks for the id of what is to be looked at. */
export function OpenForm({ title, label, hint, onOpen }: OpenFormProps) {
  const { words } = useLanguage();
  const [id, setId] = useState('');
  const hintId = useId();
  return (
    <form
      aria-label={title}
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') onOpen(id.trim());
      }}
    >
      <div className="opener">
        <label>
          {label}
          <input
            required
            spellCheck={false}
            autoCapitalize="off"
            value={id}
            aria-describedby={hintId}
            onChange={({ target }) => setId(target.value)}
          />
        </label>
        <button type="submit" className="primary">
          {words.members.open}
        </button>
      </div>
      <p id={hintId} className="quiet">
        {hint}
      </p>
    </form>
  );
}
