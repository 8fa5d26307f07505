import { type DragEvent, useId, useState } from 'react';
import { useLanguage } from '../language/language.ts';
import { changeDraft, type Draft } from './draft.ts';

/** The largest file that is read, in bytes: 10 000 ids of the longest kind fit. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** Takes a list by typing, pasting, dropping a file or choosing one. */
export function MembersField({ draft }: { draft: Draft }) {
  const { words } = useLanguage();
  const [isOver, setOver] = useState(false);
  const [isTooLarge, setTooLarge] = useState(false);
  const hint = useId();

  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setTooLarge(file.size > MAX_FILE_BYTES);
    if (file.size <= MAX_FILE_BYTES) changeDraft({ list: await file.text() });
  };
  const drop = (event: DragEvent): void => {
    setOver(false);
    const [file] = event.dataTransfer.files;
    // Text that is dropped is the field's own business.
    if (file === undefined) return;
    event.preventDefault();
    void read(file);
  };
  return (
    <div
      className="members-field"
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <fieldset className="kinds">
        <legend>{words.invite.kind}</legend>
        {(['accounts', 'users'] as const).map((kind) => (
          <label key={kind} className="inline">
            <input type="radio" name="kind" checked={draft.kind === kind} onChange={() => changeDraft({ kind })} />
            {words.invite[kind]}
          </label>
        ))}
      </fieldset>
      <label>
        {words.invite.members}
        <textarea
          rows={8}
          required
          spellCheck={false}
          autoCapitalize="off"
          data-over={isOver}
          value={draft.list}
          placeholder={isOver ? words.invite.drop : ''}
          aria-describedby={hint}
          onChange={({ target }) => changeDraft({ list: target.value })}
        />
      </label>
      <p id={hint} className="quiet">
        {words.invite.membersHint}
      </p>
      <label className="inline">
        {words.invite.file}
        <input
          type="file"
          accept=".txt,.csv,.tsv,text/plain,text/csv"
          onChange={({ target }) => {
            void read(target.files?.[0]);
            target.value = '';
          }}
        />
      </label>
      {isTooLarge && (
        <p role="alert" className="notice notice-error">
          {words.invite.fileTooLarge}
        </p>
      )}
    </div>
  );
}
