import type { MemberReads, ProfileFacts, ReadDesk } from '../datasource.ts';
import { DataSourceError } from '../fault.ts';
import type { GeweClient } from './client.ts';
import type { GeweMember, GeweMemberList } from './wire.ts';

/** The reads of one device; removals need the list with its owner. */
export interface GeweReads extends MemberReads {
  /** @throws DataSourceError */
  memberList(groupId: string, desk: ReadDesk): Promise<GeweMemberList>;
}

/** Lists a group at once, and its members alone: who has a card that lies unanswered is not told (GeWe docs, group module). */
export function createGeweReads(client: GeweClient): GeweReads {
  async function memberList(groupId: string, desk: ReadDesk): Promise<GeweMemberList> {
    await desk.readPermit();
    const list = await client.getChatroomMemberList(groupId, desk);
    // The WeChat account itself is in every group that it can list.
    if (list.members.length > 0) return list;
    throw new DataSourceError('unavailable', { message: 'GeWe lists nobody, not even the account that asks' });
  }

  return {
    memberList,
    // `getChatroomMemberDetail` is not said to leave out people who are no members, so it proves nothing.
    accountsPerProbe: 0,
    async probeMembers() {
      throw new TypeError('GeWe cannot be asked for single members');
    },
    async *listMembers(groupId, desk) {
      const { members } = await memberList(groupId, desk);
      yield {
        members: members.map((member) => ({ account: member.wxid, profile: profileOf(member) })),
        total: members.length,
      };
    },
    listInvitees: async () => null,
    async readGroup(groupId, desk) {
      await desk.readPermit();
      return client.getChatroomInfo(groupId, desk);
    },
  };
}

export function profileOf({ nickname, avatarUrl }: GeweMember): ProfileFacts {
  return { nickname, avatarUrl };
}
