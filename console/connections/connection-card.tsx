import { useId } from 'react';
import type { ConnectionsQuery } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { nameOfProvider } from '../shared/provider-name.ts';
import { CallsPicture } from './calls-picture.tsx';
import { CircuitPicture } from './circuit-picture.tsx';
import { QuotaPicture } from './quota-picture.tsx';
import type { Sample } from './sample.ts';
import { WaitingPicture } from './waiting-picture.tsx';
import { WebhookPicture } from './webhook-picture.tsx';

export type Connection = ConnectionsQuery['connections'][number];

/** What every picture of a connection is drawn from. */
export interface PictureProps {
  readonly connection: Connection;
  readonly samples: readonly Sample[];
}

export function ConnectionCard(props: PictureProps) {
  const { id, provider, capabilities } = props.connection;
  const { words, formats } = useLanguage();
  const heading = useId();
  return (
    <article className="panel card" aria-labelledby={heading}>
      <h2 id={heading}>{id}</h2>
      <p className="quiet">
        {[
          nameOfProvider(provider, words),
          words.connections.members(formats.number(capabilities.membersPerCall)),
          `${words.connections.callsPerSecond(formats.number(capabilities.callsPerSecond))} ${scopeOf(capabilities.quotaScope, words.connections.scope)}`,
        ].join(' · ')}
      </p>
      <QuotaPicture {...props} />
      <WaitingPicture {...props} />
      <CallsPicture {...props} />
      <CircuitPicture {...props} />
      <WebhookPicture {...props} />
    </article>
  );
}

/** Scopes may be added. */
const scopeOf = (scope: string, names: Readonly<Record<string, string>>): string =>
  names[scope] ?? names['other'] ?? '';
