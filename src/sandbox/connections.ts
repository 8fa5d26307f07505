/** The five connections that the sandbox serves, by the ids that they have in the configuration. */
export const SANDBOX_CONNECTION_IDS = ['wechat', 'tencent', 'tencent-app', 'imkit', 'zim'] as const;
export type SandboxConnectionId = (typeof SANDBOX_CONNECTION_IDS)[number];

/**
 * The credentials that the sandbox checks: fixed, so that a configuration file can name them, and worth nothing elsewhere.
 * Tencent's key is the sample that its official signer package prints.
 */
export const SANDBOX_CREDENTIALS = {
  gewe: {
    token: 'sandbox-gewe-token',
    appId: 'wx_sandbox_device',
    webhook: { pathSecret: 'sandbox-gewe-path', authorization: 'sandbox-gewe-header-secret' },
  },
  tencent: {
    sdkAppId: 1_400_000_000,
    secretKey: '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e',
    administrator: 'administrator',
    webhook: { token: 'sandbox-tencent-callback-token' },
  },
  imkit: {
    clientKey: 'sandbox-client-key',
    apiKey: 'sandbox-api-key',
    signingKey: 'sandbox-imkit-signing-key',
    webhook: { pathSecret: 'sandbox-imkit-path' },
  },
  zim: {
    appId: 1_234_567_890,
    serverSecret: '0123456789abcdef0123456789abcdef',
    // Callbacks are signed with a secret of their own; older text says with the server's.
    webhook: { secrets: ['fedcba9876543210fedcba9876543210', '0123456789abcdef0123456789abcdef'] },
  },
} as const;

/** Who invites where the connection does not say otherwise; owner or member of every group in which inviting works. */
export const SANDBOX_OPERATOR = 'u_owner';

/** One entry of the configuration file's `connections`. */
export type SandboxConnection =
  | {
      readonly id: 'wechat';
      readonly provider: 'gewe';
      readonly baseUrl: string;
      readonly token: string;
      readonly appId: string;
      readonly webhook: { readonly pathSecret: string; readonly authorization: string };
    }
  | {
      readonly id: 'tencent';
      readonly provider: 'tencent-im';
      readonly baseUrl: string;
      readonly sdkAppId: number;
      readonly secretKey: string;
      readonly administrator: string;
      readonly webhook: { readonly token: string };
    }
  | {
      readonly id: 'tencent-app';
      readonly provider: 'tencent-im-sdk';
      readonly driver: 'bridge';
      readonly baseUrl: string;
      readonly operator: string;
    }
  | {
      readonly id: 'imkit';
      readonly provider: 'imkit';
      readonly baseUrl: string;
      readonly clientKey: string;
      readonly token: string;
      readonly webhook: { readonly pathSecret: string };
    }
  | {
      readonly id: 'zim';
      readonly provider: 'zego-zim';
      readonly baseUrl: string;
      readonly appId: number;
      readonly serverSecret: string;
      readonly webhook: { readonly secrets: readonly string[] };
      readonly operator: string;
    };

/** Where each connection lives below the sandbox's own URL. */
export const PATH_PREFIXES: Readonly<Record<SandboxConnectionId, string>> = {
  wechat: '/gewe',
  tencent: '/tencent',
  'tencent-app': '/tencent-app/invite',
  imkit: '/imkit',
  zim: '/zim',
};

/** All five connections of a sandbox that listens on `url`; `imkitToken` is the client token of {@link SANDBOX_OPERATOR}. */
export function sandboxConnections(url: string, imkitToken: string): readonly SandboxConnection[] {
  const { gewe, tencent, imkit, zim } = SANDBOX_CREDENTIALS;
  const baseUrl = (id: SandboxConnectionId): string => url + PATH_PREFIXES[id];
  return [
    { id: 'wechat', provider: 'gewe', baseUrl: baseUrl('wechat'), ...gewe },
    { id: 'tencent', provider: 'tencent-im', baseUrl: baseUrl('tencent'), ...tencent },
    {
      id: 'tencent-app',
      provider: 'tencent-im-sdk',
      driver: 'bridge',
      baseUrl: baseUrl('tencent-app'),
      operator: SANDBOX_OPERATOR,
    },
    {
      id: 'imkit',
      provider: 'imkit',
      baseUrl: baseUrl('imkit'),
      clientKey: imkit.clientKey,
      token: imkitToken,
      webhook: imkit.webhook,
    },
    { id: 'zim', provider: 'zego-zim', baseUrl: baseUrl('zim'), ...zim, operator: SANDBOX_OPERATOR },
  ];
}
