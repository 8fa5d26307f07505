import type { Access, Credentials } from '../../src/access/access.ts';
import { nobody, type Viewer } from '../../src/access/viewer.ts';

/** The viewer of a token, in time that the test moves. */
export const viewer = (id: string, expiresAtMs: number | null = null): Viewer => ({
  id,
  scopes: new Set(),
  expiresAtMs,
  refusal: null,
});

/** Knows viewers by their tokens, wherever clients and routers put them, and counts how often it was asked. */
export class TokenAccess implements Access {
  readonly asked: Credentials[] = [];
  readonly #viewers: Map<string, Viewer>;
  /** Given: nothing can be judged. */
  failure: Error | null = null;

  constructor(viewers: Readonly<Record<string, Viewer>>) {
    this.#viewers = new Map(Object.entries(viewers));
  }

  admits(headers: Credentials['headers']): boolean {
    return headers['x-router-secret'] !== 'wrong';
  }

  async viewerOf(credentials: Credentials): Promise<Viewer> {
    this.asked.push(credentials);
    if (this.failure !== null) throw this.failure;
    const { headers, connectionParams, extensions } = credentials;
    const params = keysOf(connectionParams);
    const tokens = [
      keysOf(extensions)['authorization'],
      params['authorization'],
      params['Authorization'],
      params['token'],
      keysOf(params['connectionParams'])['token'],
      headers.authorization,
    ];
    const token = tokens.find((given) => typeof given === 'string');
    return this.#viewers.get(String(token).replace('Bearer ', '')) ?? nobody('there is no such token');
  }
}

const keysOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
