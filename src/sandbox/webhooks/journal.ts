import type { SandboxConnectionId } from '../connections.ts';

/** The newest webhooks that the journal still shows; counts go on beyond it. */
export const MAX_WEBHOOK_ENTRIES = 10_000;
/** What the shown entries may hold together, in characters of their bodies; the oldest go first. */
export const MAX_WEBHOOK_CHARACTERS = 16 * 1024 * 1024;

/**
 * Why a webhook never arrived, as far as the sandbox can tell: on order; because too many were waiting; because no attempt was
 * answered in time, or the last answer was none of 2xx; or because the sandbox was reset, closed or told to post elsewhere.
 */
export type LostBy = 'order' | 'overflow' | 'unanswered' | 'refused' | 'stopped';

/** One webhook, or one copy of it. Its URL, query and headers are left out, for they hold the credentials. */
export interface WebhookEntry {
  /** Counts up by one from 1, in the order in which things happened. */
  readonly sequence: number;
  /** When it happened. */
  readonly atMs: number;
  readonly connection: SandboxConnectionId;
  /** The provider's own word. */
  readonly event: string;
  readonly group: string | null;
  /** As it was posted last; empty when it never left. */
  readonly body: string;
  readonly attempts: number;
  /** Of the last attempt's answer; null when there was none. */
  readonly status: number | null;
  readonly state: 'underWay' | 'delivered' | 'lost';
  /** Null unless it is lost. */
  readonly lostBy: LostBy | null;
  /** The sequence of the one that this is a copy of; null when it is none. */
  readonly repeatOf: number | null;
}

/** What became of the webhooks of one connection. */
export type WebhookCounts = Readonly<Record<'underWay' | 'delivered' | LostBy, number>>;

type Writable<Entry> = { -readonly [Key in keyof Entry]: Entry[Key] };

/** Every webhook since the sandbox started or was reset: the newest whole, all of them counted. */
export class WebhookJournal {
  /** By sequence, the oldest first. */
  readonly #entries = new Map<number, Writable<WebhookEntry>>();
  #counts: Partial<Record<SandboxConnectionId, Writable<WebhookCounts>>> = {};
  #characters = 0;
  #sequence = 0;

  get entries(): readonly WebhookEntry[] {
    return [...this.#entries.values()];
  }

  /** By connection; a connection without any is absent. */
  get counts(): Readonly<Partial<Record<SandboxConnectionId, WebhookCounts>>> {
    return this.#counts;
  }

  open(told: Pick<WebhookEntry, 'atMs' | 'connection' | 'event' | 'group' | 'repeatOf'>): WebhookEntry {
    const sequence = ++this.#sequence;
    const entry = { sequence, ...told, body: '', attempts: 0, status: null, state: 'underWay', lostBy: null } as const;
    this.#entries.set(sequence, { ...entry });
    this.#countsOf(told.connection).underWay++;
    this.#trim();
    return this.#entries.get(sequence) ?? entry;
  }

  attempted(entry: WebhookEntry, body: string): void {
    const own: Writable<WebhookEntry> = entry;
    if (this.#isShown(entry)) this.#characters += body.length - entry.body.length;
    own.body = body;
    own.attempts++;
    own.status = null;
    this.#trim();
  }

  answered(entry: WebhookEntry, status: number): void {
    (entry as Writable<WebhookEntry>).status = status;
  }

  /** The first end counts. */
  end(entry: WebhookEntry, end: 'delivered' | LostBy): void {
    if (entry.state !== 'underWay') return;
    const own: Writable<WebhookEntry> = entry;
    own.state = end === 'delivered' ? 'delivered' : 'lost';
    own.lostBy = end === 'delivered' ? null : end;
    const counts = this.#countsOf(entry.connection);
    counts.underWay--;
    counts[end]++;
  }

  clear(): void {
    this.#entries.clear();
    this.#counts = {};
    this.#characters = 0;
    this.#sequence = 0;
  }

  #isShown(entry: WebhookEntry): boolean {
    return this.#entries.get(entry.sequence) === entry;
  }

  #countsOf(connection: SandboxConnectionId): Writable<WebhookCounts> {
    return (this.#counts[connection] ??= {
      underWay: 0,
      delivered: 0,
      order: 0,
      overflow: 0,
      unanswered: 0,
      refused: 0,
      stopped: 0,
    });
  }

  #trim(): void {
    for (const [sequence, { body }] of this.#entries) {
      if (this.#entries.size <= MAX_WEBHOOK_ENTRIES && this.#characters <= MAX_WEBHOOK_CHARACTERS) return;
      this.#entries.delete(sequence);
      this.#characters -= body.length;
    }
  }
}
