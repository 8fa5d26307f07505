import type { MemberReads, ProfileFacts } from '../datasource.ts';
import type { GeweClient } from './client.ts';
import type { GeweMember } from './wire.ts';

/** Lists a group at once, and nobody else: cards that lie unanswered are WeChat's secret (GeWe docs, group module). */
export function createGeweReads(client: GeweClient): MemberReads {
  return {
    // `getChatroomMemberDetail` is not said to leave out people who are no members, so it proves nothing.
    accountsPerProbe: 0,
    async probeMembers() {
      throw new TypeError('GeWe cannot be asked for single members');
    },
    async *listMembers(groupId, desk) {
      await desk.readPermit();
      const { members } = await client.getChatroomMemberList(groupId, desk);
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
