import { joinPath } from '../../../datasources/http.ts';
import { verdictOf } from '../../../datasources/tencent/codes.ts';
import { signUserSig, USER_SIG_LIFE_MS } from '../../../datasources/tencent/user-sig.ts';
import type { TencentImSettings } from '../../../datasources/tencent-im/settings.ts';
import type { Random } from '../../../kernel/clock.ts';
import { below, codeIn, NO_GROUP, type Probe, type Reading } from './probe.ts';

const RANDOM_RANGE = 2 ** 32;

/** 70050: too many signatures that were none, of late. */
const SIGNATURE_CODES: readonly string[] = '70002 70003 70005 70009 70013 70014 70016 70050 70052'.split(' ');
const CLOSED_CODES: readonly string[] = ['60016', '60017', '60020'];
/** What the gateway says of a request's sender (Tencent docs, error codes); for the others the adapter's table counts. */
const SENDER_CODES: Readonly<Record<string, Omit<Reading, 'code'>>> = {
  ...Object.fromEntries(SIGNATURE_CODES.map((code) => [code, { said: 'wrongCredential', keys: ['secretKey'] }])),
  ...Object.fromEntries(CLOSED_CODES.map((code) => [code, { said: 'appClosed', keys: ['sdkAppId'] }])),
  60006: { said: 'wrongApp', keys: ['sdkAppId', 'baseUrl'] },
  70020: { said: 'wrongApp', keys: ['sdkAppId', 'baseUrl'] },
  60010: { said: 'wrongAccount', keys: ['administrator'] },
  70001: { said: 'clockOff', keys: [] },
};

/** Asks for a group that is not there. */
export function tencentImProbe(settings: TencentImSettings, random: Random): Probe {
  const { baseUrl, sdkAppId, secretKey, administrator } = settings;
  return {
    asks: 'get_group_info',
    question(nowMs) {
      const query = new URLSearchParams({
        sdkappid: String(sdkAppId),
        identifier: administrator,
        usersig: signUserSig({
          sdkAppId,
          secretKey,
          identifier: administrator,
          issuedAtMs: nowMs,
          lifeMs: USER_SIG_LIFE_MS,
        }),
        random: String(Math.floor(random() * RANDOM_RANGE)),
        contenttype: 'json',
      });
      const path = joinPath(new URL(baseUrl), `/v4/group_open_http_svc/get_group_info?${query.toString()}`);
      return { url: below(baseUrl, path), method: 'POST', body: { GroupIdList: [NO_GROUP] } };
    },
    read(_status, json) {
      const code = codeIn(json, 'ErrorCode');
      if (code === null) return null;
      const sender = SENDER_CODES[code];
      if (sender !== undefined) return { ...sender, code };
      const verdict = verdictOf(code);
      if (verdict === 'rate_limited') return { said: 'rateLimited', code, keys: [] };
      return { said: code === '0' || verdict === 'GROUP_NOT_FOUND' ? 'accepted' : 'failed', code, keys: [] };
    },
  };
}
