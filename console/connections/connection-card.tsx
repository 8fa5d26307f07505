import { useId } from 'react';
import type { ConnectionsQuery, QuotaScope } from '../graphql/generated/graphql.ts';
import type { Words } from '../language/english.ts';
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
  const { id, provider } = props.connection;
  const { membersPerCall, callsPerSecond, quotaScope } = props.connection.capabilities;
  const { words, formats } = useLanguage();
  const heading = useId();
  return (
    <article className="panel card" aria-labelledby={heading}>
      <h2 id={heading}>{id}</h2>
      <p className="quiet">
        {[
          nameOfProvider(provider, words),
          words.connections.members(formats.number(membersPerCall)),
          callsOf(quotaScope, words)(formats.number(callsPerSecond)),
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

/** Scopes may be added: those are told like the widest one. */
const callsOf = (scope: QuotaScope, { connections: { callsPerSecond } }: Words): ((count: string) => string) =>
  scope === 'GROUP' ? callsPerSecond.GROUP : callsPerSecond.CONNECTION;
