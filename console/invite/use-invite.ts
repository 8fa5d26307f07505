import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { type ConnectionsQuery, StartInviteDocument } from '../graphql/generated/graphql.ts';
import { goTo } from '../routing/use-route.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { randomId } from '../shared/random-id.ts';
import { changeDraft, draft } from './draft.ts';
import { toInput } from './input.ts';
import { rememberOperation } from './recent.ts';

export type ConnectionChoice = ConnectionsQuery['connections'][number];

interface Invite {
  readonly send: (names: readonly string[], connection: ConnectionChoice) => Promise<void>;
  readonly isSending: boolean;
  /** Why the last one was not stored, or why nobody knows whether it was. */
  readonly error: CombinedError | null;
}

/** Stores the operation and goes to its board. */
export function useInvite(): Invite {
  const [{ fetching: isSending }, startInvite] = useMutation(StartInviteDocument);
  const [error, setError] = useState<CombinedError | null>(null);
  // While an answer is lost, sending the same again is the same operation; what was changed meanwhile is another one.
  const [attempt, setAttempt] = useState({ content: '', key: '' });

  const send = async (names: readonly string[], connection: ConnectionChoice): Promise<void> => {
    setError(null);
    const content = toInput(draft.get(), names, connection.capabilities.inviteOptions, '');
    const text = JSON.stringify(content);
    const key = attempt.content === text ? attempt.key : randomId();
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
