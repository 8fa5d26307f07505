import { hash } from 'node:crypto';
import { MINUTE } from '../kernel/duration.ts';
import { toViewer } from './token-viewer.ts';
import { EXPIRED, verifyToken, type VerifyTokenDeps } from './verify-token.ts';
import { hasExpired, nobody, type Viewer } from './viewer.ts';

/** Tokens that are remembered as good. */
export const MAX_KNOWN_TOKENS = 10_000;
/** How long a token is remembered as good before its signature is checked again, in milliseconds. */
export const TOKEN_KNOWN_MS = MINUTE;

interface Known {
  readonly viewer: Viewer;
  readonly untilMs: number;
  /** Of the keys by which it was checked. */
  readonly version: number;
}

/** Tells who a token speaks of. A token that comes with every request is checked once a minute; only its hash is kept. */
export class TokenJudge {
  readonly #deps: VerifyTokenDeps;
  readonly #known = new Map<string, Known>();
  readonly #underWay = new Map<string, Promise<Viewer>>();

  constructor(deps: VerifyTokenDeps) {
    this.#deps = deps;
  }

  /** @throws AccessUnavailableError when the token cannot be judged now */
  viewerOf(token: string): Promise<Viewer> {
    const key = hash('sha256', token, 'base64url');
    const known = this.#known.get(key);
    if (known !== undefined && this.#isFresh(known)) return Promise.resolve(known.viewer);
    const judging = this.#underWay.get(key) ?? this.#judge(key, token).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, judging);
    return judging;
  }

  #isFresh({ viewer, untilMs, version }: Known): boolean {
    const { clock, keys } = this.#deps;
    return version === keys.version && clock.now() < untilMs && !hasExpired(viewer, clock);
  }

  async #judge(key: string, token: string): Promise<Viewer> {
    const { clock, keys, rules } = this.#deps;
    // Before the token is checked: if the keys change meanwhile, what is remembered is checked again.
    const { version } = keys;
    const verdict = await verifyToken(token, this.#deps);
    this.#known.delete(key);
    if ('refusal' in verdict) return nobody(verdict.refusal);
    const viewer = toViewer(verdict.claims, rules.clockTolerance);
    // The check before counts in whole seconds.
    if (hasExpired(viewer, clock)) return nobody(EXPIRED);
    this.#remember(key, { viewer, untilMs: clock.now() + TOKEN_KNOWN_MS, version });
    return viewer;
  }

  #remember(key: string, known: Known): void {
    const oldest = this.#known.keys().next();
    if (this.#known.size >= MAX_KNOWN_TOKENS && oldest.done !== true) this.#known.delete(oldest.value);
    this.#known.set(key, known);
  }
}
