import type { MemberListPage, MemberReads, ReadDesk } from '../datasource.ts';
import { DataSourceError } from '../fault.ts';
import type { Quote } from '../quote.ts';
import { readFailure } from '../refusal.ts';
import type { ZegoZimClient } from './client.ts';
import { verdictOf } from './codes.ts';
import { parseGroup, parseMemberPage } from './wire.ts';
import type { ZimAnswer, ZimGroup, ZimMemberPage } from './wire.ts';

/** The most pages of one list, a million members: no group is as large, so a longer one does not end. */
export const MAX_MEMBER_PAGES = 1000;

/** ZIM's answers to questions for members and groups, one function per question. */
export interface ZimQueries {
  /** @throws DataSourceError or ReadRefused */
  group(groupId: string, desk: ReadDesk): Promise<ZimGroup>;
  /** `next` is 0 for the first page. @throws DataSourceError or ReadRefused */
  memberPage(groupId: string, next: number, desk: ReadDesk): Promise<ZimMemberPage>;
}

/** Asks for groups on behalf of `operator`. */
export function createZimQueries(client: ZegoZimClient, operator: string, quote: Quote): ZimQueries {
  function told({ code, message, json }: ZimAnswer): unknown {
    if (code === '0') return json;
    throw readFailure(verdictOf(code), { code, text: quote(message) });
  }
  return {
    group: async (groupId, desk) => parseGroup(told(await client.queryGroupInfo(operator, groupId, desk))),
    memberPage: async (groupId, next, desk) =>
      parseMemberPage(told(await client.queryGroupMemberList(groupId, next, desk))),
  };
}

/** ZIM lists whole groups, cannot be asked for single members, and tells nobody who is invited and has not answered. */
export function createZimReads(
  queries: ZimQueries,
  onGroupRead: (groupId: string, group: ZimGroup) => void,
): MemberReads {
  return {
    accountsPerProbe: 0,
    probeMembers: () => Promise.reject(new TypeError('ZIM cannot be asked for single members')),

    async *listMembers(groupId, desk): AsyncGenerator<MemberListPage> {
      let next: number | null = 0;
      for (let pages = 0; next !== null; pages++) {
        if (pages === MAX_MEMBER_PAGES) throw endless();
        const page: ZimMemberPage = await queries.memberPage(groupId, next, desk);
        yield { members: page.members.map(({ role: _role, ...member }) => member), total: page.total };
        next = page.next === 0 ? null : page.next;
      }
    },

    listInvitees: () => Promise.resolve(null),

    async readGroup(groupId, desk) {
      const group = await queries.group(groupId, desk);
      onGroupRead(groupId, group);
      return group.facts;
    },
  };
}

const endless = (): DataSourceError =>
  new DataSourceError('unknown_outcome', { message: `the member list does not end within ${MAX_MEMBER_PAGES} pages` });
