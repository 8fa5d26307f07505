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
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') onOpen(id.trim());
      }}
    >
      <h2>{title}</h2>
      <label>
        {label}
        <input required value={id} aria-describedby={hintId} onChange={({ target }) => setId(target.value)} />
      </label>
      <p id={hintId} className="quiet">
        {hint}
      </p>
      <div className="actions">
        <button type="submit" className="primary">
          {words.members.open}
        </button>
      </div>
    </form>
  );
}
