import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ListedMemberFragment } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { Loading } from '../shared/loading.tsx';
import { nameOfState } from './state-name.ts';

/** In CSS pixels; a row never grows, so that its place can be reckoned. */
const ROW_HEIGHT = 48;
const ROWS_AHEAD = 8;

interface MemberTableProps {
  readonly members: readonly ListedMemberFragment[];
  readonly isReading: boolean;
  readonly canRemove: boolean;
  /** The end of what is there comes into view. */
  readonly onEnd: () => void;
  readonly onHistory: (member: ListedMemberFragment) => void;
  readonly onRemove: (member: ListedMemberFragment) => void;
}

/** A table of which only the rows that are seen are drawn. */
export function MemberTable({ members, isReading, canRemove, onEnd, onHistory, onRemove }: MemberTableProps) {
  const { words } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: members.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: ROWS_AHEAD,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1);
  const isAtEnd = last === undefined || last.index >= members.length - 1;
  useEffect(() => {
    if (isAtEnd) onEnd();
  });
  return (
    <div ref={scroller} className="table-scroller" role="region" aria-label={words.board.members} tabIndex={0}>
      <table aria-rowcount={members.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{words.members.account}</th>
            <th scope="col">{words.members.state}</th>
            <th scope="col" className="wide">
              {words.members.since}
            </th>
            <th scope="col">
              <span className="spoken">{words.members.history}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Gap height={shown[0]?.start ?? 0} />
          {shown.map(({ index }) => {
            const member = members[index];
            return (
              member && (
                <Row key={member.id} member={member} index={index}>
                  <button
                    type="button"
                    className="plain"
                    aria-label={words.members.historyOf(member.account)}
                    onClick={() => onHistory(member)}
                  >
                    {words.members.history}
                  </button>
                  {canRemove && member.state === 'JOINED' && (
                    <button
                      type="button"
                      className="plain"
                      aria-label={words.members.removeOne(member.account)}
                      onClick={() => onRemove(member)}
                    >
                      {words.members.remove}
                    </button>
                  )}
                </Row>
              )
            );
          })}
          <Gap height={rows.getTotalSize() - (last?.end ?? 0)} />
        </tbody>
      </table>
      {members.length === 0 && (isReading ? <Loading /> : <p className="empty">{words.members.nobody}</p>)}
    </div>
  );
}

function Row({ member, index, children }: { member: ListedMemberFragment; index: number; children: ReactNode }) {
  const { words, formats } = useLanguage();
  return (
    <tr aria-rowindex={index + 2} style={{ height: ROW_HEIGHT }}>
      <th scope="row">
        <span className="account" title={member.account}>
          {member.account}
        </span>
        {member.profile?.nickname != null && <span className="quiet account">{member.profile.nickname}</span>}
      </th>
      <td>
        <span className={`badge dotted state-${member.state.toLowerCase()}`}>{nameOfState(member.state, words)}</span>
      </td>
      <td className="wide">
        <time dateTime={member.changedAt}>{formats.time(member.changedAt)}</time>
      </td>
      <td className="row-actions">{children}</td>
    </tr>
  );
}

/** The place of the rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return height <= 0 ? null : <tr aria-hidden="true" className="gap" style={{ height }} />;
}
