import { joinPath } from '../../../datasources/http.ts';
import { verdictOf } from '../../../datasources/zego-zim/codes.ts';
import type { ZegoZimSettings } from '../../../datasources/zego-zim/settings.ts';
import { signedQuery } from '../../../datasources/zego-zim/signature.ts';
import { below, codeIn, NO_GROUP, type Probe, type Reading } from './probe.ts';

/** What the gateway says of a request's sender (ZIM docs, return codes); for the others the adapter's table counts. */
const SENDER_CODES: Readonly<Record<string, Omit<Reading, 'code'>>> = {
  3: { said: 'wrongCredential', keys: ['appId', 'serverSecret'] },
  100000005: { said: 'wrongCredential', keys: ['serverSecret', 'appId'] },
  100000001: { said: 'wrongApp', keys: ['appId'] },
  100000016: { said: 'appClosed', keys: ['appId'] },
  100000017: { said: 'appClosed', keys: ['appId'] },
  51102: { said: 'wrongAccount', keys: ['operator'] },
};

/** Asks, in the operator's name, for a group that is not there. */
export function zegoZimProbe(settings: ZegoZimSettings): Probe {
  const { baseUrl, operator } = settings;
  return {
    asks: 'QueryGroupInfo',
    question: (nowMs) => ({
      url: below(baseUrl, joinPath(new URL(baseUrl), `/?${signedQuery(settings, 'QueryGroupInfo', nowMs)}`)),
      method: 'POST',
      body: { FromUserId: operator, GroupId: NO_GROUP },
    }),
    read(_status, json) {
      const code = codeIn(json, 'Code');
      if (code === null) return null;
      const sender = SENDER_CODES[code];
      if (sender !== undefined) return { ...sender, code };
      if (code === '0') return { said: 'accepted', code, keys: [] };
      switch (verdictOf(code)) {
        case 'expired_credential':
          return { said: 'clockOff', code, keys: [] };
        case 'rate_limited':
          return { said: 'rateLimited', code, keys: [] };
        case 'OPERATOR_NOT_FOUND':
          return { said: 'wrongAccount', code, keys: ['operator'] };
        case 'GROUP_NOT_FOUND':
        case 'PERMISSION_DENIED':
          return { said: 'accepted', code, keys: [] };
        default:
          return { said: 'failed', code, keys: [] };
      }
    },
  };
}
