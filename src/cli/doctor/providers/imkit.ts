import { joinPath } from '../../../datasources/http.ts';
import type { ImkitSettings } from '../../../datasources/imkit/settings.ts';
import { below, codeIn, NO_GROUP, type Probe, textIn } from './probe.ts';

/** What a refusal calls the credential that it is about, and which key that is (IMKit docs, errors). */
const CREDENTIALS: Readonly<Record<string, string>> = {
  INVALID_CLIENT_KEY: 'clientKey',
  INVALID_TOKEN: 'token',
  INVALID_API_KEY: 'apiKey',
  MISSING_API_KEY: 'apiKey',
};
/** Answers to a room that is not there, or is not shown, from somebody who knows us. */
const KNOWN_CODES: readonly string[] = ['0', '400', '403', '404'];

/** Asks for a room that is not there. */
export function imkitProbe({ baseUrl, clientKey, token, apiKey }: ImkitSettings): Probe {
  const given = Object.entries({ clientKey, token, apiKey }).filter(([, value]) => value !== undefined);
  return {
    asks: 'GET /rooms/:id',
    question: () => ({
      url: below(baseUrl, joinPath(new URL(baseUrl), `/rooms/${NO_GROUP}`)),
      method: 'GET',
      headers: {
        ...(clientKey === undefined ? {} : { 'im-client-key': clientKey }),
        ...(token === undefined ? {} : { 'im-authorization': token }),
        ...(apiKey === undefined ? {} : { 'im-api-key': apiKey }),
      },
    }),
    read(_status, json) {
      const code = codeIn(json, 'RC');
      if (code === null) return null;
      if (code === '401') {
        const named = CREDENTIALS[textIn((json as { readonly error?: unknown }).error, 'code')];
        return { said: 'wrongCredential', code, keys: named === undefined ? given.map(([key]) => key) : [named] };
      }
      if (code === '429') return { said: 'rateLimited', code, keys: [] };
      return { said: KNOWN_CODES.includes(code) ? 'accepted' : 'failed', code, keys: [] };
    },
  };
}
