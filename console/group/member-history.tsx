import { useEffect, useEffectEvent, useRef } from 'react';
import { useQuery } from 'urql';
import { MembershipDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { Loading } from '../shared/loading.tsx';
import { Problem } from '../shared/problem.tsx';
import { nameOfCause, nameOfState } from './state-name.ts';

/** More changes of one member than this are not drawn: the most that one question may ask for. */
const MAX_CHANGES = 1_000;

/** @property version changes whenever there is more to tell */
interface MemberHistoryProps {
  readonly membershipId: string;
  readonly version: number | string;
}

/** What has happened to one member, newest first. */
export function MemberHistory({ membershipId, version }: MemberHistoryProps) {
  const { words, formats } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({
    query: MembershipDocument,
    variables: { id: membershipId, first: MAX_CHANGES },
    requestPolicy: 'network-only',
  });
  useWhenChanged(version, () => readAgain());
  if (error) return <Problem error={error} onAgain={readAgain} />;
  if (!data) return <Loading />;
  const { edges = [], pageInfo } = data.membership?.history ?? {};
  if (edges.length === 0) return <p className="empty">{words.members.noHistory}</p>;
  return (
    <>
      {pageInfo?.hasNextPage === true && (
        <p className="quiet">{words.members.historyCut(formats.number(MAX_CHANGES))}</p>
      )}
      <ol className="timeline" aria-label={words.members.history} reversed>
        {edges.toReversed().map(({ node: { cursor, to, from, at, cause, operationId } }) => (
          <li key={cursor} className={`state-${to.toLowerCase()}`}>
            <strong>{nameOfState(to, words)}</strong> {nameOfCause(cause, words)}
            <p className="quiet">
              <time dateTime={at}>{formats.time(at)}</time>
              {from !== null && <> · {words.members.from(nameOfState(from, words))}</>}
              {operationId !== null && (
                <>
                  {' · '}
                  <a href={addressOf({ page: 'operation', id: operationId })}>{words.members.operation}</a>
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Acts when a value is another one than before, and not when it is there first. */
function useWhenChanged(value: unknown, act: () => void): void {
  const before = useRef(value);
  const changed = useEffectEvent(act);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    changed();
  }, [value]);
}
