import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { CodeTable } from '../code-table.ts';
import { SERVICE_CODES, tencentCodes } from '../tencent/codes.ts';
import type { Verdict } from '../verdict.ts';

/** Codes that every SDK of Tencent Chat makes itself, besides those of the service (Tencent docs, SDK error codes). */
const SDK_CODES: Readonly<Record<string, Verdict>> = {
  ...SERVICE_CODES.codes,
  6012: 'unknown_outcome',
  9508: 'unknown_outcome',
  9520: 'unknown_outcome',
  9506: 'rate_limited',
  8501: InviteFailureReason.INVALID_GROUP,
  8507: 'tooMany',
  8508: 'tooMany',
  // From here on as the JavaScript SDK numbers them (package @tencentcloud/chat 3.6.6).
  2603: InviteFailureReason.GROUP_NOT_FOUND,
  2602: InviteFailureReason.INVALID_GROUP,
  2661: InviteFailureReason.INVITES_UNSUPPORTED,
  2687: InviteFailureReason.INVITES_UNSUPPORTED,
  2800: 'unknown_outcome',
  2801: 'unknown_outcome',
  2805: 'unavailable',
  2903: 'unknown_outcome',
  2996: 'rate_limited',
  60022: 'rate_limited',
};

/** Not logged in, logged in elsewhere, kicked, or logged out: nothing was taken, and logging in again helps. */
const SESSION_CODES = ['2024', '2999', '3001', '3002', '3003', '3005', '3006', '6014', '6208', '20002'] as const;

/** The signature with which the operator logged in has expired. */
const SIGNATURE_CODES = ['70001', '6206', '3004'] as const;

const codes = (list: readonly string[], verdict: Verdict): Record<string, Verdict> =>
  Object.fromEntries(list.map((code) => [code, verdict]));

/** Driver `bridge`: the sidecar logs in and signs, so all that helps is to come back later. */
export const BRIDGE_CODES: CodeTable = tencentCodes({
  ...SDK_CODES,
  ...codes(SESSION_CODES, 'unavailable'),
  ...codes(SIGNATURE_CODES, 'unavailable'),
});

/** Driver `chat`: a new signature is made at once. */
export const CHAT_CODES: CodeTable = tencentCodes({
  ...SDK_CODES,
  ...codes(SESSION_CODES, 'unavailable'),
  ...codes(SIGNATURE_CODES, 'expired_credential'),
});

const LOST: ReadonlySet<string> = new Set([...SESSION_CODES, ...SIGNATURE_CODES]);

/** Whether a session that answered this code is of no more use. */
export const endsSession = (code: string): boolean => LOST.has(code);
