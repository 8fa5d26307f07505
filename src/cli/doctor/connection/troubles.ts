import type { Trouble } from '../finding.ts';
import type { Said } from '../providers/probe.ts';

/** What an answer of a provider that is not well means, and what to do. */
export const TROUBLES: Readonly<Record<Exclude<Said, 'accepted'>, Trouble & { readonly check: string }>> = {
  wrongCredential: {
    check: 'credentials',
    code: 'wrong-credential',
    why: 'the provider refuses our credentials',
    advice: "copy them anew from the provider's console; a blank at an end, or the key of another app, is enough",
  },
  wrongApp: {
    check: 'app',
    code: 'wrong-app-or-region',
    why: 'the provider does not know our app or device',
    advice: 'correct the id, or the region in baseUrl: an app lives in one region, and no other one knows it',
  },
  wrongAccount: {
    check: 'account',
    code: 'wrong-account',
    why: 'the provider does not know the account in whose name we ask, or it may not do this',
    advice: 'name an account that exists; at Tencent one that the console lists as an administrator of the app',
  },
  clockOff: {
    check: 'clock',
    code: 'clock-off',
    why: 'a signature of this moment is out of its time for the provider',
    advice: 'set the clock of this machine, and keep it by NTP',
  },
  rateLimited: {
    check: 'quota',
    code: 'no-quota',
    why: 'the provider refused each of several calls as too frequent',
    advice: 'look in its console whether the plan has a quota that is not 0, and who else uses it up',
  },
  loggedOut: {
    check: 'login',
    code: 'logged-out',
    why: 'the account behind the connection is not logged in',
    advice: 'log it in again: at GeWe by the QR code, at a sidecar by its own means',
  },
  failed: {
    check: 'provider',
    code: 'provider-failed',
    why: 'the provider has trouble of its own, or a code that is not known here',
    advice: "look at the provider's status page, and for the code in its documentation",
  },
};
