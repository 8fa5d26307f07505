import { type DragEvent, useId, useRef, useState } from 'react';
import { useLanguage } from '../language/language.ts';
import { changeDraft, type Draft } from './draft.ts';
import { decodeText } from './read-file.ts';

/** The largest file that is read, in bytes: 10 000 ids of the longest kind fit. */
const MAX_FILE_BYTES = 6 * 1024 * 1024;

/** Takes a list by typing, pasting, dropping a file or choosing one. */
export function MembersField({ draft }: { draft: Draft }) {
  const { words } = useLanguage();
  const [isOver, setOver] = useState(false);
  const [isTooLarge, setTooLarge] = useState(false);
  const hint = useId();

  const read = async (file: File): Promise<void> => {
    setTooLarge(file.size > MAX_FILE_BYTES);
    if (file.size <= MAX_FILE_BYTES) changeDraft({ list: decodeText(new Uint8Array(await file.arrayBuffer())) });
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
      <KindField kind={draft.kind} />
      <label>
        {words.invite.members}
        <textarea
          rows={9}
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
      <div className="below-list">
        <p id={hint} className="quiet">
          {words.invite.membersHint}
        </p>
        <FileButton onFile={(file) => void read(file)} />
      </div>
      {isTooLarge && (
        <p role="alert" className="notice notice-error">
          {words.invite.fileTooLarge}
        </p>
      )}
    </div>
  );
}

/** Whether the list names accounts or users. */
function KindField({ kind: chosen }: { kind: Draft['kind'] }) {
  const { words } = useLanguage();
  return (
    <fieldset className="kinds">
      <legend>{words.invite.kind}</legend>
      {(['accounts', 'users'] as const).map((kind) => (
        <label key={kind} className="inline">
          <input type="radio" name="kind" checked={chosen === kind} onChange={() => changeDraft({ kind })} />
          {words.invite[kind]}
        </label>
      ))}
    </fieldset>
  );
}

/** A button in the console's own words: the browser's says "no file chosen" in the language of the browser. */
function FileButton({ onFile }: { onFile: (file: File) => void }) {
  const { words } = useLanguage();
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => field.current?.click()}>
        {words.invite.file}
      </button>
      <input
        ref={field}
        type="file"
        hidden
        aria-label={words.invite.file}
        accept=".txt,.csv,.tsv,text/plain,text/csv"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file !== undefined) onFile(file);
          target.value = '';
        }}
      />
    </>
  );
}
