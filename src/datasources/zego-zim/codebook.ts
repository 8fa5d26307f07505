import type { Codebook } from '../codebook.ts';
import { ALL_FAILED_CODE, CODES } from './codes.ts';

export const zegoZimCodebook: Codebook = {
  tables: [{ field: '`Code` or `SubCode`', about: 'call', table: CODES }],
  notes: [
    'With `Code` 0 whoever is on neither `ErrorUsers` nor `ErrorList` is `MemberJoined`, or `MemberInvited` awaiting CONSENT where the call or the group asks for it.',
    'With another `Code` and a list, listed members fail by their own `SubCode`, the others by the `Code`. A `SubCode` that means that the call is to be repeated has this member alone tried again.',
    `\`Code\` ${ALL_FAILED_CODE} beside a list says only that all failed: whoever is not on it is tried again.`,
    'A code that is not in the table is put down to the operator (`PERMISSION_DENIED`) where only managers may invite and he is none, or to the group (`GROUP_FULL`) where it has as many members as it may.',
    'The operator of an invite among its members is `OPERATOR_IS_INVITEE` and not sent. An account of more than 32 bytes, or with other characters than ZIM takes, is `INVALID_ACCOUNT` and not sent.',
  ],
};
