import type { NetworkFault } from '../../network.ts';
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
  appClosed: {
    check: 'app',
    code: 'app-closed',
    why: 'the provider knows our app, and serves it not or not any more',
    advice: "look in the provider's console whether the app is switched on, and whether its plan has ended",
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

export const NETWORK_CODES: Readonly<Record<NetworkFault, string>> = {
  refused: 'unreachable-refused',
  unknownHost: 'unreachable-unknown-host',
  timeout: 'unreachable-timeout',
  certificate: 'unreachable-certificate',
  broken: 'unreachable-broken',
};

const NAME_SERVER = 'this machine needs a name server that knows it';
const OPEN_WAY = 'open the way there: a firewall may drop what leaves, or a proxy may be needed';
const TRUST = 'let Node trust the certificate with NODE_EXTRA_CA_CERTS';

/** What to do, where `baseUrl` of the connection says who is asked, and where others do. */
export const NETWORK_ADVICE: Readonly<Record<NetworkFault, { readonly ofBaseUrl: string; readonly ofOthers: string }>> =
  {
    refused: {
      ofBaseUrl: 'correct host and port of baseUrl, or start what should listen there',
      ofOthers: OPEN_WAY,
    },
    unknownHost: { ofBaseUrl: `correct the host of baseUrl; if it is right, ${NAME_SERVER}`, ofOthers: NAME_SERVER },
    timeout: { ofBaseUrl: OPEN_WAY, ofOthers: OPEN_WAY },
    certificate: { ofBaseUrl: `correct the scheme of baseUrl, or ${TRUST}`, ofOthers: TRUST },
    broken: {
      ofBaseUrl: 'what is between us and the provider hangs up: look at proxies, and at the scheme of baseUrl',
      ofOthers: 'what is between us and the provider hangs up: look at proxies',
    },
  };
