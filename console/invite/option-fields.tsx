import { type ReactNode, useId } from 'react';
import type { InviteOption } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { changeDraft, type Choice, type Draft } from './draft.ts';

type Known = Exclude<InviteOption, '%future added value'>;

const CHOICES = { REQUIRE_CONSENT: 'requireConsent', SILENT: 'silent', SYSTEM_MESSAGE: 'systemMessage' } as const;
const TEXTS = { REASON: 'reason', OPERATOR: 'operator' } as const;

/** A field for each option that the provider takes; one that this console does not know yet has none. */
export function OptionFields({ draft, options }: { draft: Draft; options: readonly InviteOption[] }) {
  const { words } = useLanguage();
  const fields = options.map((option) => {
    switch (option) {
      case 'REASON':
      case 'OPERATOR':
        return <TextOption key={option} option={option} draft={draft} />;
      case 'REQUIRE_CONSENT':
      case 'SILENT':
      case 'SYSTEM_MESSAGE':
        return <ChoiceOption key={option} option={option} draft={draft} />;
      case 'JOINED_AT':
        return <JoinedAtOption key={option} draft={draft} />;
      default:
        return null;
    }
  });
  return (
    <fieldset className="options">
      <legend>{words.invite.options}</legend>
      {options.length === 0 ? (
        <p className="quiet">{words.invite.noOptions}</p>
      ) : (
        <div className="fields">{fields}</div>
      )}
    </fieldset>
  );
}

function Field({ option, children }: { option: Known; children: (hintId: string) => ReactNode }) {
  const { words } = useLanguage();
  const hint = useId();
  return (
    <div>
      <label>
        {words.invite.option[option].label}
        {children(hint)}
      </label>
      <p id={hint} className="quiet">
        {words.invite.option[option].hint}
      </p>
    </div>
  );
}

function TextOption({ option, draft }: { option: keyof typeof TEXTS; draft: Draft }) {
  const name = TEXTS[option];
  return (
    <Field option={option}>
      {(hint) => (
        <input
          value={draft[name]}
          aria-describedby={hint}
          onChange={({ target }) => changeDraft({ [name]: target.value })}
        />
      )}
    </Field>
  );
}

function ChoiceOption({ option, draft }: { option: keyof typeof CHOICES; draft: Draft }) {
  const { words } = useLanguage();
  const name = CHOICES[option];
  return (
    <Field option={option}>
      {(hint) => (
        <select
          value={draft[name]}
          aria-describedby={hint}
          onChange={({ target }) => changeDraft({ [name]: target.value as Choice })}
        >
          <option value="">{words.invite.default}</option>
          <option value="yes">{words.invite.yes}</option>
          <option value="no">{words.invite.no}</option>
        </select>
      )}
    </Field>
  );
}

function JoinedAtOption({ draft: { joinedAt } }: { draft: Draft }) {
  return (
    <Field option="JOINED_AT">
      {(hint) => (
        <input
          type="datetime-local"
          value={joinedAt}
          aria-describedby={hint}
          onChange={({ target }) => changeDraft({ joinedAt: target.value })}
        />
      )}
    </Field>
  );
}
