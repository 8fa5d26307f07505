import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { GroupRef } from '../../src/kernel/ids.ts';
import type { ListedMemberFragment, MemberState } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { useChanges } from '../live/use-changes.ts';
import { Modal } from '../shared/modal.tsx';
import { Problem } from '../shared/problem.tsx';
import { ListTools } from './list-tools.tsx';
import { MemberHistory } from './member-history.tsx';
import type { ListView } from './member-list.ts';
import { MemberTable } from './member-table.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { StateChips } from './state-chips.tsx';
import { useExactMember } from './use-exact-member.ts';
import { useMemberList } from './use-member-list.ts';
import { useStateCounts } from './use-state-counts.ts';

interface GroupMembersProps {
  readonly group: GroupRef & { readonly id: string };
  readonly generation: number;
  readonly canRemove: boolean;
}

/** The members of a group, live: narrowed to a state, searched, with the history of each and the way out. */
export function GroupMembers({ group, generation, canRemove }: GroupMembersProps) {
  const { id: groupId } = group;
  const { words } = useLanguage();
  const [state, setState] = useState<MemberState | null>(null);
  const [search, setSearch] = useState('');
  const [gaps, setGaps] = useState(0);
  const { list, view } = useMemberList(groupId, state, generation + gaps);
  const { counts, countSoon } = useStateCounts(groupId);
  const [dialog, setDialog] = useState<{ kind: 'history' | 'removal'; member: ListedMemberFragment } | null>(null);
  const [said, setSaid] = useState('');

  useChanges(
    { groupId },
    (change) => {
      list.apply(change, state === null);
      countSoon();
    },
    () => {
      setGaps(gaps + 1);
      countSoon();
    },
  );
  useEffect(() => {
    if (generation > 0) countSoon();
  }, [generation]);

  const found = useFound(group, { search, state }, view);
  // The service does not search: whoever searches wants all of them read.
  const isSearching = search.trim() !== '';
  useEffect(() => {
    if (isSearching && view.problem === null) void list.readMore();
  }, [isSearching, list, view]);
  // As it stands now, and not as it stood when the dialog was opened.
  const member = dialog && (view.members.find(({ id }) => id === dialog.member.id) ?? dialog.member);
  return (
    <div className="panel">
      <ListTools view={view} found={isSearching ? found.length : null} search={search} onSearch={setSearch}>
        <StateChips counts={counts} state={state} onState={setState} />
      </ListTools>
      <p role="status" className="said">
        {said}
      </p>
      {view.problem !== null && <Problem error={view.problem} onAgain={() => void list.readMore()} />}
      <MemberTable
        members={found}
        isReading={view.isReading}
        canRemove={canRemove}
        onEnd={() => void (view.problem === null && list.readMore())}
        onHistory={(chosen) => setDialog({ kind: 'history', member: chosen })}
        onRemove={(chosen) => setDialog({ kind: 'removal', member: chosen })}
      />
      {dialog?.kind === 'history' && member && (
        <Modal title={words.members.historyOf(member.account)} onClose={() => setDialog(null)}>
          <MemberHistory membershipId={member.id} version={member.changedAt} />
        </Modal>
      )}
      {dialog?.kind === 'removal' && member && (
        <RemoveDialog
          groupId={groupId}
          account={member.account}
          onEnd={(outcome) => {
            setDialog(null);
            setSaid(outcome);
          }}
        />
      )}
    </div>
  );
}

/** Those who match the search; whoever has exactly that account comes first, read or not. */
function useFound(
  group: GroupRef,
  { search, state }: { readonly search: string; readonly state: MemberState | null },
  view: ListView,
): readonly ListedMemberFragment[] {
  const text = useDeferredValue(search.trim());
  const exact = useExactMember(group, search.trim());
  return useMemo(() => {
    if (text === '') return view.members;
    const wanted = text.toLowerCase();
    const found = view.members.filter((member) => matches(member, wanted));
    const isMissing =
      exact !== null && (state === null || exact.state === state) && !found.some(({ id }) => id === exact.id);
    return isMissing ? [exact, ...found] : found;
    // The view is new whenever the members have changed.
  }, [view, text, exact, state]);
}

const matches = ({ account, profile }: ListedMemberFragment, wanted: string): boolean =>
  account.toLowerCase().includes(wanted) || (profile?.nickname?.toLowerCase().includes(wanted) ?? false);
