import type { Codebook } from '../codebook.ts';
import { CODES } from './wire.ts';

export const imkitCodebook: Codebook = {
  tables: [{ field: 'HTTP status or `RC`', about: 'call', table: CODES }],
  notes: [
    'A success holds no outcomes: the room before the call and the room in the answer do. In the room before: `MemberAlreadyJoined`, not sent; after an attempt whose outcome is unknown, `MemberJoined`.',
    'In the room that was answered: `MemberJoined`. Not in it: `MemberInvited` awaiting CONSENT where consent was asked for or an invitation is open, else `MemberFailed` with `REFUSED_BY_PROVIDER`.',
    'A status of 401, 403, 404, 429 or 5xx counts more than an `RC` beside it; of others the `RC` counts. A status of 4xx without JSON counts as an unknown outcome, unless it is 401, 403, 404 or 429.',
    '400 of a room that was closed before the call is an error of the provider for everybody.',
    'An empty account is `INVALID_ACCOUNT` and not sent.',
  ],
};
