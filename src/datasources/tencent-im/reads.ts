import type { MemberListPage, MemberReads } from '../datasource.ts';
import { DataSourceError } from '../fault.ts';
import type { Quote } from '../quote.ts';
import { readFailure } from '../refusal.ts';
import { verdictOf } from '../tencent/codes.ts';
import { MEMBERS_PER_PAGE } from './client.ts';
import type { MemberPlace, TencentImClient } from './client.ts';
import { NO_MEMBER_ROLE, parseGroup, parseMemberPage, parseRoles } from './wire.ts';
import type { TencentAnswer, TencentMemberPage } from './wire.ts';

/** The most accounts of one question for roles (Tencent docs, get_role_in_group). */
export const ACCOUNTS_PER_PROBE = 500;
/** The most pages of one list, three million members: no group is as large, so a longer one does not end. */
export const MAX_MEMBER_PAGES = 500;

/** Tencent's answers to questions for members and groups; it tells nobody who is invited and has not answered. */
export function createTencentImReads(client: TencentImClient, quote: Quote): MemberReads {
  return {
    accountsPerProbe: ACCOUNTS_PER_PROBE,

    async probeMembers(groupId, accounts, desk) {
      const answer = told(await client.getRoleInGroup(groupId, accounts, desk), quote);
      return new Map([...parseRoles(answer.json)].map(([account, role]) => [account, role !== NO_MEMBER_ROLE]));
    },

    async *listMembers(groupId, desk): AsyncGenerator<MemberListPage> {
      let place: MemberPlace | null = { offset: 0 };
      for (let pages = 0; place !== null; pages++) {
        if (pages === MAX_MEMBER_PAGES) throw endless();
        const page = parseMemberPage(told(await client.getGroupMemberInfo(groupId, place, desk), quote).json);
        yield { members: page.accounts.map((account) => ({ account })), total: page.total };
        place = placeAfter(place, page);
      }
    },

    listInvitees: () => Promise.resolve(null),

    async readGroup(groupId, desk) {
      const group = parseGroup(told(await client.getGroupInfo(groupId, desk), quote).json);
      if (group === undefined)
        throw new DataSourceError('unknown_outcome', { message: 'the provider did not say anything of the group' });
      return told(group, quote).facts;
    },
  };
}

/** @throws DataSourceError or ReadRefused when the code is not the one of success */
export function told<Answer extends Pick<TencentAnswer, 'code' | 'info'>>(answer: Answer, quote: Quote): Answer {
  if (answer.code === '0') return answer;
  throw readFailure(verdictOf(answer.code), { code: answer.code, text: quote(answer.info) });
}

/** Null after the last page. */
function placeAfter(place: MemberPlace, { accounts, total, next }: TencentMemberPage): MemberPlace | null {
  if (next !== '') return { next };
  if ('next' in place || accounts.length === 0) return null;
  const offset = place.offset + accounts.length;
  const more = total === undefined ? accounts.length >= MEMBERS_PER_PAGE : offset < total;
  return more ? { offset } : null;
}

const endless = (): DataSourceError =>
  new DataSourceError('unknown_outcome', { message: `the member list does not end within ${MAX_MEMBER_PAGES} pages` });
