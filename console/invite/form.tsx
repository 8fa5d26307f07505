import { useDeferredValue, useId, useMemo } from 'react';
import { codeOf } from '../graphql/error-code.ts';
import { useLanguage } from '../language/language.ts';
import { nameOfProvider } from '../shared/provider-name.ts';
import { useStore } from '../shared/use-store.ts';
import { cleanList } from './clean.ts';
import { Cleaned } from './cleaned.tsx';
import { changeDraft, type Draft, draft as draftStore } from './draft.ts';
import { EstimateLine } from './estimate-line.tsx';
import { MembersField } from './members-field.tsx';
import { OptionFields } from './option-fields.tsx';
import { type ConnectionChoice, useInvite } from './use-invite.ts';

export function InviteForm({ connections }: { connections: readonly ConnectionChoice[] }) {
  const { words } = useLanguage();
  const draft = useStore(draftStore);
  const list = useDeferredValue(draft.list);
  const cleaned = useMemo(() => cleanList(list), [list]);
  const connection = connections.find(({ id }) => id === draft.connectionId) ?? null;
  const { send, isSending, error } = useInvite();
  return (
    <form
      className="invite"
      onSubmit={(event) => {
        event.preventDefault();
        // What is drawn may lag behind what was typed last.
        const { names } = cleanList(draft.list);
        if (connection !== null && names.length > 0) void send(names, connection);
      }}
    >
      <div className="panel">
        <WhereFields draft={draft} connections={connections} connection={connection} />
        <MembersField draft={draft} />
        {connection !== null && <OptionFields draft={draft} options={connection.capabilities.inviteOptions} />}
      </div>
      <section className="panel summary" aria-label={words.invite.summary}>
        <Cleaned list={cleaned} />
        {connection !== null && (
          <EstimateLine members={cleaned.names.length} connection={connection} externalId={draft.groupId.trim()} />
        )}
        {error && codeOf(error) !== 'UNAUTHENTICATED' && (
          <p role="alert" className="notice notice-error">
            {words.invite.refused(error.graphQLErrors[0]?.message ?? words.invite.unanswered)}
          </p>
        )}
        <button type="submit" className="primary" disabled={isSending}>
          {isSending ? words.invite.sending : words.invite.submit}
        </button>
      </section>
    </form>
  );
}

interface WhereFieldsProps {
  readonly draft: Draft;
  readonly connections: readonly ConnectionChoice[];
  readonly connection: ConnectionChoice | null;
}

/** Into which group. */
function WhereFields({ draft, connections, connection }: WhereFieldsProps) {
  const language = useLanguage();
  const { words } = language;
  const hint = useId();
  return (
    <div className="fields">
      <label>
        {words.invite.connection}
        <select
          required
          value={connection?.id ?? ''}
          onChange={({ target }) => changeDraft({ connectionId: target.value })}
        >
          <option value="" disabled>
            {words.invite.chooseConnection}
          </option>
          {connections.map(({ id, provider }) => (
            <option key={id} value={id}>
              {id} · {nameOfProvider(provider, words)}
            </option>
          ))}
        </select>
      </label>
      <div>
        <label>
          {words.invite.group}
          <input
            required
            spellCheck={false}
            autoCapitalize="off"
            value={draft.groupId}
            aria-describedby={hint}
            onChange={({ target }) => changeDraft({ groupId: target.value })}
          />
        </label>
        <p id={hint} className="quiet">
          {words.invite.groupHint}
        </p>
      </div>
    </div>
  );
}
