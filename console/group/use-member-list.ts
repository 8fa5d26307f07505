import { useEffect, useMemo } from 'react';
import { useClient } from 'urql';
import { GroupMembersDocument, type MemberState } from '../graphql/generated/graphql.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { useStore } from '../shared/use-store.ts';
import { type ListView, MemberList } from './member-list.ts';

/** A group's members in one state, or in all; begun anew when `generation` changes. */
export function useMemberList(
  groupId: string,
  state: MemberState | null,
  generation: number,
): { list: MemberList; view: ListView } {
  const client = useClient();
  const list = useMemo(
    () =>
      new MemberList(async (after, first) => {
        const variables = { id: groupId, states: state === null ? null : [state], after, first };
        const asked = client.query(GroupMembersDocument, variables, { requestPolicy: 'network-only' });
        const { data, error } = await asked.toPromise();
        if (error) throw error;
        const { edges = [], totalCount = 0, pageInfo } = data?.group?.memberships ?? {};
        return {
          members: edges.map(({ node }) => node),
          totalCount,
          endCursor: pageInfo?.hasNextPage === true ? pageInfo.endCursor : null,
        };
      }, browserClock),
    // A new generation is a new list of the same.
    [client, groupId, state, generation],
  );
  useEffect(() => {
    void list.readMore();
    return () => list.leave();
  }, [list]);
  return { list, view: useStore(list.view) };
}
