import type { Codebook } from '../codebook.ts';
import { INVITE_RETS } from './wire.ts';

export const geweCodebook: Codebook = {
  tables: [{ field: '`ret`', about: 'call', table: INVITE_RETS }],
  notes: [
    'Whoever is on the member list that is read before the call is `MemberAlreadyJoined` and not sent; after an attempt whose outcome is unknown, `MemberJoined`.',
    'When that list cannot be read the call goes without it, but for members who may have been invited by an attempt before: they wait.',
    'An account with a comma or white space, or none at all, is `INVALID_ACCOUNT` and not sent.',
  ],
};
