import type { Codebook } from '../codebook.ts';
import { MEMBER_RESULTS, SERVICE_CODES } from '../tencent/codes.ts';

export const tencentImCodebook: Codebook = {
  tables: [
    { field: '`Result`', about: 'member', table: MEMBER_RESULTS },
    { field: '`ErrorCode`', about: 'call', table: SERVICE_CODES },
  ],
  notes: [
    'With `ErrorCode` 0 each member has a `Result`; one whom the answer leaves out is tried again.',
    'After 10007 the type of the group is read: in an AVChatRoom or BChatRoom it means `INVITES_UNSUPPORTED`.',
    'After 10019 and 70107 `account_check` is asked who is unknown: they are `MemberNotFound`, and the others leave again in one call. Only when it does not tell is the call halved.',
    'An account of no or more than 32 bytes is `INVALID_ACCOUNT` and not sent.',
  ],
};
