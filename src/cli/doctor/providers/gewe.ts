import { joinPath } from '../../../datasources/http.ts';
import type { GeweSettings } from '../../../datasources/gewe/settings.ts';
import { TAKEN } from '../../../datasources/gewe/wire.ts';
import { below, codeIn, type Probe, type Reading, textIn } from './probe.ts';

/** Codes of a token that is not good (GeWe docs, codes). */
const TOKEN_CODES: readonly string[] = ['401', '403'];

/** GeWe has one code for most failures, so its own words have to tell them apart; they are not passed on. */
const WORDS = [
  { pattern: /token/i, said: 'wrongCredential', keys: ['token'] },
  { pattern: /离线|未登录|登录过期/, said: 'loggedOut', keys: [] },
  { pattern: /频率|频繁/, said: 'rateLimited', keys: [] },
  { pattern: /设备|appid/i, said: 'wrongApp', keys: ['appId'] },
] as const satisfies readonly (Omit<Reading, 'code'> & { pattern: RegExp })[];

/** Asks whether the device is online. */
export function geweProbe({ baseUrl, token, appId }: GeweSettings): Probe {
  return {
    asks: 'login/checkOnline',
    question: () => ({
      url: below(baseUrl, joinPath(new URL(baseUrl), '/gewe/v2/api/login/checkOnline')),
      method: 'POST',
      headers: { 'x-gewe-token': token },
      body: { appId },
    }),
    read(_status, json) {
      const code = codeIn(json, 'ret');
      if (code === null) return null;
      if (code === TAKEN) {
        const online = (json as { readonly data?: unknown }).data !== false;
        return { said: online ? 'accepted' : 'loggedOut', code, keys: [] };
      }
      if (TOKEN_CODES.includes(code)) return { said: 'wrongCredential', code, keys: ['token'] };
      const told = WORDS.find(({ pattern }) => pattern.test(textIn(json, 'msg')));
      return { said: told?.said ?? 'failed', code, keys: told?.keys ?? [] };
    },
  };
}
