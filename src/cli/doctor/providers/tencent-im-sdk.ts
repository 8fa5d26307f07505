import { joinPath } from '../../../datasources/http.ts';
import { verdictOf } from '../../../datasources/tencent/codes.ts';
import { BRIDGE_CODES, endsSession } from '../../../datasources/tencent-im-sdk/codes.ts';
import type { BridgeSettings } from '../../../datasources/tencent-im-sdk/settings.ts';
import { below, codeIn, NO_GROUP, type Probe } from './probe.ts';

/** What the SDK says to an invite of nobody: parameters, or an empty list (Tencent docs, SDK error codes). */
const NOBODY_CODES: readonly string[] = ['0', '8510', '6017', '10004', '2600'];

/** Asks a sidecar to invite nobody, the only question that it has. */
export function tencentImSdkProbe({ baseUrl, operator }: BridgeSettings): Probe {
  return {
    asks: 'an invite of nobody',
    question: () => ({
      url: below(baseUrl, joinPath(new URL(baseUrl), '')),
      method: 'POST',
      body: { operator, groupID: NO_GROUP, userList: [] },
    }),
    read(_status, json) {
      const code = codeIn(json, 'code');
      if (code === null) return null;
      if (NOBODY_CODES.includes(code)) return { said: 'accepted', code, keys: [] };
      if (endsSession(code)) return { said: 'loggedOut', code, keys: ['operator'] };
      switch (verdictOf(code, BRIDGE_CODES)) {
        case 'rate_limited':
          return { said: 'rateLimited', code, keys: [] };
        case 'GROUP_NOT_FOUND':
        case 'INVALID_GROUP':
          return { said: 'accepted', code, keys: [] };
        default:
          return { said: 'failed', code, keys: [] };
      }
    },
  };
}
