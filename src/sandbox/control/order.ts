import type { SandboxConnectionId } from '../connections.ts';
import type { WebhookOrder } from './webhook-order.ts';

/** Ways in which an answer can be spoilt. Off again with `false` (`null` for those that are no boolean). */
export interface Faults {
  /** Carries nothing out and never answers. */
  hang?: boolean | undefined;
  /** Carries nothing out and destroys the socket. */
  down?: boolean | undefined;
  /** Carries nothing out and answers this HTTP status, 400 to 599. */
  status?: number | null | undefined;
  /** Goes with `status`: the `Retry-After` header. */
  retryAfterSeconds?: number | undefined;
  /** Carries nothing out and answers text that is not JSON. */
  malformed?: boolean | undefined;
  /** Carries nothing out and answers JSON of no documented shape. */
  wrongShape?: boolean | undefined;
  /** Carries nothing out and answers as if the quota were spent; counts as no violation. */
  rateLimited?: boolean | undefined;
  /** Carries the call out, then never answers, or breaks the socket. */
  loseAnswer?: 'hang' | 'break' | null | undefined;
}

/**
 * One order to the sandbox: how a connection, or one group of it, is to behave from now on. Orders add up; where several speak
 * of the same thing, the one for the group outweighs the one for the connection, the one for a kind of calls that for all, and
 * the later the earlier. What is left out stays as it is.
 *
 * Carried out means on arrival: a delayed or lost answer belongs to a call that has had its effect.
 */
export interface ControlOrder extends Faults {
  /** Tencent's two fronts take orders apart. */
  connection: SandboxConnectionId;
  /** The provider's own id of one group; absent: all calls of the connection. */
  group?: string | undefined;
  /**
   * Which calls it holds for: those that invite, reads with removals, or all. Default `all`; `invites` for `failNext`, `code`
   * and `loseAnswer`.
   */
  calls?: 'invites' | 'reads' | 'all' | undefined;
  /** Forgets, before the rest of this order is noted, every order of the group; without `group` every one of the connection and its groups. */
  clear?: true | undefined;
  /** Every answer waits this long on the sandbox's clock. */
  latencyMs?: number | undefined;
  /** The group takes nobody more. */
  full?: boolean | undefined;
  /** Spoils the next `times` answers, then goes on as before. */
  failNext?: (Faults & { times: number }) | null | undefined;
  /** The provider's own code (`ErrorCode`, `Code`, `ret`, `RC`, `code`) for the next `times` calls; nothing is carried out. */
  code?: { code: number; times: number } | null | undefined;
  /** Another batch limit. */
  membersPerCall?: number | undefined;
  /** Another quota of inviting calls; 0: none is checked. Of the whole connection, so not with `group`. */
  callsPerSecond?: number | undefined;
  /** Another quota of reads and removals; 0: none is checked. Of the whole connection, so not with `group`. */
  readsPerSecond?: number | undefined;
  /** ZIM only: under which name failures are listed. Default `ErrorUsers`. */
  errorListName?: 'ErrorUsers' | 'ErrorList' | undefined;
  /**
   * Tencent, its app front and IMKit: `whole` refuses a call for one unknown account (the default), `result0` fails that
   * account alone (at IMKit: leaves it out).
   */
  unknownAccountMode?: 'whole' | 'result0' | undefined;
  /** How webhooks are sent; what is left out in it stays as it is, too. Not with `calls`, and not for `tencent-app`, which sends none. */
  webhooks?: WebhookOrder | undefined;
}
