import { readFileSync, readdirSync } from 'node:fs';
import { connectionSettings, createDataSource } from '../../../src/datasources/registry.ts';
import type {
  ChangeReport,
  WebhookReader,
  WebhookReading,
  WebhookRequest,
} from '../../../src/datasources/datasource.ts';
import { parseJsonLossless } from '../../../src/kernel/json.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { steadyRandom } from '../wire-subject.ts';

/** One webhook as it is posted, and what it says; in the folder `test/wire/<provider>/webhooks`. */
interface WebhookFixture {
  readonly provenance: string;
  /** When it arrives. */
  readonly at: string;
  readonly request: {
    readonly pathSecret: string | null;
    readonly query: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** Without the key. */
  readonly reading: unknown;
}

/** A request that a test changes in one way. */
export interface Posted {
  readonly name: string;
  readonly nowMs: number;
  readonly pathSecret: string | null;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: WebhookRequest['headers'];
  readonly body: string | Buffer;
  readonly reading: unknown;
}

export const WEBHOOK_PROVIDERS = ['gewe', 'imkit', 'tencent-im', 'zego-zim'] as const;
export type WebhookProvider = (typeof WEBHOOK_PROVIDERS)[number];

export const TENCENT_TOKEN = 'xxxxyyyy';
export const ZIM_SECRET = '0123456789abcdef0123456789abcdef';

/** The connections to which the recorded webhooks were sent. */
export const ENTRIES: Readonly<Record<WebhookProvider, Readonly<Record<string, unknown>>>> = {
  gewe: {
    id: 'wechat',
    provider: 'gewe',
    baseUrl: 'http://127.0.0.1:9',
    token: 'gewe-token',
    appId: 'wx_demo_device',
    webhook: { pathSecret: 'gewe-path-secret', authorization: 'gewe-header-secret' },
  },
  imkit: {
    id: 'imkit',
    provider: 'imkit',
    baseUrl: 'http://127.0.0.1:9',
    apiKey: 'imkit-api-key',
    webhook: { pathSecret: 'imkit-path-secret' },
  },
  'tencent-im': {
    id: 'tencent',
    provider: 'tencent-im',
    baseUrl: 'http://127.0.0.1:9',
    sdkAppId: 1_400_000_000,
    secretKey: 'tencent-secret-key',
    webhook: { token: TENCENT_TOKEN },
  },
  'zego-zim': {
    id: 'zim',
    provider: 'zego-zim',
    baseUrl: 'http://127.0.0.1:9',
    appId: 1_234_567_890,
    serverSecret: 'zim-server-secret',
    operator: 'u_owner',
    webhook: { secrets: ['an-older-callback-secret', ZIM_SECRET] },
  },
};

/** The reader of a connection as the service makes it; `changes` replace keys of its entry. */
export function readerOf(provider: WebhookProvider, changes: Readonly<Record<string, unknown>> = {}): WebhookReader {
  const { webhooks } = createDataSource(connectionSettings.parse({ ...ENTRIES[provider], ...changes }), {
    clock: new ManualClock(),
    random: steadyRandom,
  });
  if (webhooks === null) throw new Error(`${provider} reads no webhooks`);
  return webhooks;
}

/** Every recorded webhook of a provider. */
export function recordedWebhooks(provider: WebhookProvider): readonly Posted[] {
  const folder = new URL(`../../wire/${provider}/webhooks/`, import.meta.url);
  return readdirSync(folder)
    .toSorted()
    .map((file) => {
      const { at, request, reading } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as WebhookFixture;
      return { name: file.replace('.json', ''), nowMs: Date.parse(at), ...request, reading };
    });
}

/** One recorded webhook. */
export function recordedWebhook(provider: WebhookProvider, name: string): Posted {
  const posted = recordedWebhooks(provider).find((webhook) => webhook.name === name);
  if (posted === undefined) throw new Error(`no webhook ${name} of ${provider}`);
  return posted;
}

/** What a reader makes of it. */
export function readPosted(reader: WebhookReader, posted: Posted): WebhookReading {
  return reader.read(
    {
      pathSecret: posted.pathSecret,
      query: new URLSearchParams(posted.query),
      headers: posted.headers,
      body: Buffer.from(posted.body),
    },
    posted.nowMs,
  );
}

/** What changes it reports; fails when it says anything else. */
export function reportsOf(reading: WebhookReading): readonly ChangeReport[] {
  if (reading.kind !== 'changes') throw new Error(`expected changes, got ${reading.kind}`);
  return reading.reports;
}

/** The key of what it reports. */
export function keyIn(reading: WebhookReading): string {
  if (reading.kind !== 'changes') throw new Error(`expected changes, got ${reading.kind}`);
  return reading.key;
}

/** A posted body as JSON with some keys replaced; `undefined` takes a key away. Integers beyond 2^53 become texts. */
export function withFields(posted: Posted, fields: Readonly<Record<string, unknown>>): Posted {
  const body = parseJsonLossless(posted.body.toString()) as Record<string, unknown>;
  return { ...posted, body: JSON.stringify({ ...body, ...fields }) };
}
