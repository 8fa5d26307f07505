import { createRequire } from 'node:module';
import { WebSocket } from 'undici';
import { DataSourceError } from '../fault.ts';

/** The slice of the official JavaScript SDK that inviting needs (package @tencentcloud/chat 3.6.6, its type declarations). */
export interface ChatSdk {
  login(options: { userID: string; userSig: string }): Promise<unknown>;
  /** Logs out, closes the socket and frees everything; rejects with 2024 when nobody was logged in, and has freed it all the same. */
  destroy(): Promise<unknown>;
  isReady(): boolean;
  on(event: string, handler: (event: unknown) => void): void;
  setLogLevel(level: number): void;
  getGroupProfile(options: { groupID: string }): Promise<unknown>;
  /** Reads the group's type from the profile that was loaded before, and fails with a TypeError when none was. */
  addGroupMember(options: { groupID: string; userIDList: string[] }): Promise<unknown>;
}

/** Events by the SDK's own names. */
export const CHAT_EVENTS = {
  READY: 'sdkStateReady',
  NOT_READY: 'sdkStateNotReady',
  KICKED_OUT: 'kickedOut',
} as const;

/** One SDK instance that is not logged in. */
export interface ChatLease {
  readonly sdk: ChatSdk;
  /** Destroys the instance; the second time is the first. */
  release(): Promise<void>;
}

/** Lends out SDK instances; {@link leaseChat} outside of tests. */
export type LeaseChat = (sdkAppId: number) => ChatLease;

const SDK_PACKAGE = '@tencentcloud/chat';
const GROUP_MODULE = '@tencentcloud/chat/modules/group-module.js';
/** Prints nothing. */
const SILENT_LOG_LEVEL = 4;

interface ChatFactory {
  create(options: Record<string, unknown>): ChatSdk;
}

interface ChatCopy {
  readonly factory: ChatFactory;
  readonly groupModule: unknown;
  taken: boolean;
}

/** Copies of the package that were loaded so far; never more than sessions were open at the same time. */
const copies: ChatCopy[] = [];

/**
 * Leases an instance of the SDK for one session.
 *
 * The package keeps one instance for each app in a variable of its own, so that a second `create` answers the first
 * operator's instance. Each session therefore has a copy of the package to itself, which is used again when it ends.
 *
 * @param proxyServer where the SDK connects to instead of Tencent's own servers
 * @throws DataSourceError `unavailable` when the optional package is not installed
 */
export function leaseChat(sdkAppId: number, proxyServer?: string): ChatLease {
  const copy = copies.find(({ taken }) => !taken) ?? loadCopy();
  // The SDK takes the browser's WebSocket, which Node has by itself since version 22.
  globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;
  const modules = { 'group-module': copy.groupModule };
  const sdk = copy.factory.create({
    SDKAppID: sdkAppId,
    modules,
    ...(proxyServer === undefined ? {} : { proxyServer }),
  });
  sdk.setLogLevel(SILENT_LOG_LEVEL);
  copy.taken = true;
  let released: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    await sdk.destroy().catch(() => undefined);
    copy.taken = false;
  };
  return { sdk, release: () => (released ??= release()) };
}

/** @throws DataSourceError `unavailable` when the optional package is not installed */
export function assertChatInstalled(): void {
  resolveModule(SDK_PACKAGE);
}

const require = createRequire(import.meta.url);

function resolveModule(name: string): string {
  try {
    return require.resolve(name);
  } catch {
    throw new DataSourceError('unavailable', {
      message: `the driver "chat" needs the optional package ${SDK_PACKAGE}, which is not installed`,
    });
  }
}

function loadCopy(): ChatCopy {
  const factory = loadAfresh(SDK_PACKAGE) as ChatFactory;
  const copy: ChatCopy = { factory, groupModule: loadAfresh(GROUP_MODULE), taken: false };
  copies.push(copy);
  return copy;
}

/** The module's default export, from a run of the module that nobody else has. */
function loadAfresh(name: string): unknown {
  const path = resolveModule(name);
  const { [path]: before } = require.cache;
  delete require.cache[path];
  try {
    const loaded = require(path) as { default?: unknown };
    return loaded.default ?? loaded;
  } finally {
    delete require.cache[path];
    if (before !== undefined) require.cache[path] = before;
  }
}
