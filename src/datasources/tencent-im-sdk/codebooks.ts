import type { Codebook } from '../codebook.ts';
import { MEMBER_RESULTS } from '../tencent/codes.ts';
import { BRIDGE_CODES, CHAT_CODES } from './codes.ts';

const ID_RULE = 'An account of no or more than 32 bytes is `INVALID_ACCOUNT` and not sent.';

export const bridgeCodebook: Codebook = {
  tables: [
    { field: '`result`', about: 'member', table: MEMBER_RESULTS },
    { field: '`code`', about: 'call', table: BRIDGE_CODES },
  ],
  notes: [
    'With `code` 0 each member has a `result`; one whom the answer leaves out is tried again.',
    '10007 whose `desc` is about live groups means `INVITES_UNSUPPORTED`.',
    ID_RULE,
  ],
};

export const chatCodebook: Codebook = {
  tables: [{ field: '`code`', about: 'call', table: CHAT_CODES }],
  notes: [
    'A success has lists of accounts: `successUserIDList` is `MemberJoined`, `existedUserIDList` `MemberAlreadyJoined`, `overLimitUserIDList` `MemberOverGroupLimit`, `failureUserIDList` `REFUSED_BY_PROVIDER`; who is on none of them is `MemberInvited` awaiting CONSENT.',
    'The type of the group is read first: into an AVChatRoom or BChatRoom nothing is sent, and everybody is `INVITES_UNSUPPORTED`.',
    'An unknown outcome before the invite has left counts as: nothing was taken.',
    ID_RULE,
  ],
};
