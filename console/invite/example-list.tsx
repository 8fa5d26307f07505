import { useId } from 'react';
import type { InviteExample } from '../../src/kernel/invite-example.ts';
import { useLanguage } from '../language/language.ts';
import { changeDraft } from './draft.ts';
import { useExamples } from './examples.ts';

/** Longer lists are told by how many they are. */
const MOST_NAMED = 3;

/** Fills the form, for whoever has no group yet and wants to see what happens. Sends nothing. */
export function ExampleList() {
  const { words, formats } = useLanguage();
  const heading = useId();
  const examples = useExamples();
  if (examples.length === 0) return null;
  return (
    <section className="recent" aria-labelledby={heading}>
      <h2 id={heading}>{words.invite.examples}</h2>
      <ul>
        {examples.map((example) => (
          <li key={example.groupId}>
            <button type="button" onClick={() => fillIn(example)}>
              {example.groupId}
              <span className="quiet">
                {example.accounts.length > MOST_NAMED
                  ? words.invite.exampleMembers(formats.number(example.accounts.length))
                  : example.accounts.join(', ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function fillIn({ connectionId, groupId, accounts }: InviteExample): void {
  changeDraft({
    connectionId,
    groupId: groupId.slice(connectionId.length + 1),
    list: accounts.join('\n'),
    kind: 'accounts',
  });
  scrollTo({ top: 0 });
}
