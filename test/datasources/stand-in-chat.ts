import { CHAT_EVENTS } from '../../src/datasources/tencent-im-sdk/chat-sdk.ts';
import type { ChatLease, ChatSdk } from '../../src/datasources/tencent-im-sdk/chat-sdk.ts';

/** An error as the SDK rejects with. */
export function chatError(code: number, message = ''): Error {
  return Object.assign(new Error(message), { code, data: {} });
}

/** The service behind all stand-in SDKs of one test, and what it was asked. */
export class StandInChatService {
  readonly log: string[] = [];
  readonly #waiting: { prefix: string; logged: () => void }[] = [];
  readonly open = new Set<StandInChat>();
  /** By group id; a group that is not here cannot be read. */
  readonly groups = new Map<string, { type: string; name?: string; avatar?: string; memberCount?: number }>();
  /** How a login is answered; ready at once by default. */
  onLogin: () => Promise<unknown> = async () => ({ code: 0 });
  /** How an invite is answered; everybody joins by default. */
  onInvite: (accounts: readonly string[]) => Promise<unknown> = async (accounts) => ({
    code: 0,
    data: { successUserIDList: accounts, failureUserIDList: [], existedUserIDList: [], overLimitUserIDList: [] },
  });
  onProfile: () => Promise<void> = async () => undefined;
  becomesReady = true;

  note(line: string): void {
    this.log.push(line);
    for (const { prefix, logged } of this.#waiting) if (line.startsWith(prefix)) logged();
  }

  /** Resolves when a line with this beginning is in the log. */
  async logged(prefix: string): Promise<void> {
    if (this.log.some((line) => line.startsWith(prefix))) return;
    await new Promise<void>((logged) => this.#waiting.push({ prefix, logged }));
  }

  readonly lease = (sdkAppId: number): ChatLease => {
    this.note(`create ${sdkAppId}`);
    const sdk = new StandInChat(this);
    this.open.add(sdk);
    let released: Promise<void> | undefined;
    const release = async (): Promise<void> => {
      await sdk.destroy();
    };
    return { sdk, release: () => (released ??= release()) };
  };

  /** The one SDK that is open. */
  get only(): StandInChat {
    const [sdk, ...others] = this.open;
    if (sdk === undefined || others.length > 0) throw new Error(`${this.open.size} SDKs are open`);
    return sdk;
  }
}

/** One SDK instance of the stand-in service. */
export class StandInChat implements ChatSdk {
  readonly #service: StandInChatService;
  readonly #handlers = new Map<string, ((event: unknown) => void)[]>();
  readonly #loaded = new Set<string>();
  userID = '';
  userSig = '';

  constructor(service: StandInChatService) {
    this.#service = service;
  }

  on(event: string, handler: (event: unknown) => void): void {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
  }

  emit(event: string): void {
    for (const handler of this.#handlers.get(event) ?? []) handler({ name: event });
  }

  isReady(): boolean {
    return this.userID !== '';
  }

  setLogLevel(): void {}

  async login({ userID, userSig }: { userID: string; userSig: string }): Promise<unknown> {
    this.#service.note(`login ${userID}`);
    const answer = await this.#service.onLogin();
    this.userID = userID;
    this.userSig = userSig;
    if (this.#service.becomesReady) queueMicrotask(() => this.emit(CHAT_EVENTS.READY));
    return answer;
  }

  async destroy(): Promise<unknown> {
    this.#service.note(`destroy ${this.userID}`);
    this.#service.open.delete(this);
    this.emit(CHAT_EVENTS.NOT_READY);
    return undefined;
  }

  async getGroupProfile({ groupID }: { groupID: string }): Promise<unknown> {
    this.#service.note(`profile ${groupID}`);
    await this.#service.onProfile();
    const group = this.#service.groups.get(groupID);
    if (group === undefined) throw chatError(10010, 'group not exist');
    this.#loaded.add(groupID);
    return { code: 0, data: { group } };
  }

  async addGroupMember({ groupID, userIDList }: { groupID: string; userIDList: string[] }): Promise<unknown> {
    if (!this.#loaded.has(groupID)) throw new TypeError("Cannot read properties of undefined (reading 'type')");
    this.#service.note(`add ${userIDList.join(',')}`);
    return this.#service.onInvite(userIDList);
  }
}
