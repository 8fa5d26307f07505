import type { SandboxConnection } from '../../../src/sandbox/connections.ts';
import type { WorldChange } from '../../../src/sandbox/world/change.ts';

/** One group of the simulated world; `tencent` stands for both of its fronts. */
export interface Place {
  readonly backend: WorldChange['backend'];
  readonly group: string;
}

/** Who is in a group, and who is invited to it and has not answered. */
export interface Standing {
  readonly members: readonly string[];
  readonly pending: readonly string[];
}

/** What the run asks of the providers' process. */
export type Request =
  | { readonly kind: 'webhooksTo'; readonly url: string | null }
  | { readonly kind: 'standings'; readonly places: readonly Place[] };

/** What the providers' process tells the run. */
export type Message =
  | { readonly kind: 'ready'; readonly url: string; readonly connections: readonly SandboxConnection[] }
  | { readonly kind: 'change'; readonly change: WorldChange }
  | { readonly kind: 'standings'; readonly standings: readonly Standing[] };
