import { useDeferredValue, useId, useMemo, useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { codeOf } from '../graphql/client.ts';
import { type ConnectionsQuery, StartInviteDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { goTo } from '../routing/use-route.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { useStore } from '../shared/use-store.ts';
import { cleanList } from './clean.ts';
import { Cleaned } from './cleaned.tsx';
import { changeDraft, draft as draftStore } from './draft.ts';
import { EstimateLine } from './estimate-line.tsx';
import { toInput } from './input.ts';
import { MembersField } from './members-field.tsx';
import { OptionFields } from './option-fields.tsx';
import { rememberOperation } from './recent.ts';

export type ConnectionChoice = ConnectionsQuery['connections'][number];

export function InviteForm({ connections }: { connections: readonly ConnectionChoice[] }) {
  const { words } = useLanguage();
  const draft = useStore(draftStore);
  const list = useDeferredValue(draft.list);
  const cleaned = useMemo(() => cleanList(list), [list]);
  const connection = connections.find(({ id }) => id === draft.connectionId) ?? null;
  const { send, isSending, error } = useInvite();
  const hint = useId();
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
                {id} · {provider}
              </option>
            ))}
          </select>
        </label>
        <div>
          <label>
            {words.invite.group}
            <input
              required
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
      <MembersField draft={draft} />
      <Cleaned list={cleaned} />
      {connection !== null && (
        <>
          <OptionFields draft={draft} options={connection.capabilities.inviteOptions} />
          <EstimateLine members={cleaned.names.length} quota={connection.capabilities} />
        </>
      )}
      {error && codeOf(error) !== 'UNAUTHENTICATED' && (
        <p role="alert" className="notice notice-error">
          {words.invite.refused(error.graphQLErrors[0]?.message ?? words.unreachable)}
        </p>
      )}
      <div className="actions">
        <button type="submit" className="primary" disabled={isSending}>
          {isSending ? words.invite.sending : words.invite.submit}
        </button>
      </div>
    </form>
  );
}

/** Stores the operation and goes to its board. */
function useInvite() {
  const [{ fetching: isSending }, startInvite] = useMutation(StartInviteDocument);
  const [error, setError] = useState<CombinedError | null>(null);
  // While an answer is lost, sending the same again is the same operation; what was changed meanwhile is another one.
  const [attempt, setAttempt] = useState({ content: '', key: '' });

  const send = async (names: readonly string[], connection: ConnectionChoice): Promise<void> => {
    setError(null);
    const content = toInput(draftStore.get(), names, connection.capabilities.inviteOptions, '');
    const text = JSON.stringify(content);
    const key = attempt.content === text ? attempt.key : crypto.randomUUID();
    setAttempt({ content: text, key });
    const { data, error: refused } = await startInvite({ input: { ...content, idempotencyKey: key } });
    if (refused) return setError(refused);
    if (!data) return;
    const { id } = data.inviteMembers.operation;
    rememberOperation({ id, groupId: content.groupId.toString(), at: new Date(browserClock.now()).toISOString() });
    changeDraft({ list: '' });
    goTo({ page: 'operation', id });
  };
  return { send, isSending, error };
}
