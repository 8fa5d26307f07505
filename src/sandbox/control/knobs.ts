import type { SandboxConnectionId } from '../connections.ts';
import type { Call } from '../front.ts';
import type { ControlOrder, Faults } from './order.ts';
import { BadOrderError } from './parse.ts';
import type { WebhookOrder } from './webhook-order.ts';

/** Groups that can have orders of their own at once. */
export const MAX_ORDERED_GROUPS = 1_000;

type Calls = NonNullable<ControlOrder['calls']>;
/** What holds until it is changed; counted orders lose one of their `times` with every call that they spoil. */
export type Knobs = Omit<ControlOrder, 'connection' | 'group' | 'calls' | 'clear'>;
type Layers = Readonly<Record<Calls, Knobs>>;

/** How one call is to be treated: standing orders and counted ones together. */
export interface Treatment {
  readonly knobs: Knobs;
  /** What spoils this very call: a counted fault if one is left, else the standing ones. */
  readonly faults: Faults;
  /** The provider's code that a counted order has for this very call. */
  readonly code: number | null;
}

/** The orders that hold now. */
export class OrderBook {
  readonly #layers = new Map<string, Layers>();

  /**
   * Keeps the order, and counts down in it what is counted.
   *
   * @throws BadOrderError when too many groups have orders already
   */
  note(order: ControlOrder): void {
    const { connection, group, calls, clear, ...rest } = order;
    if (clear === true) this.#clear(connection, group);
    const { failNext, code, loseAnswer, webhooks, ...standing } = rest;
    const layers = this.#layersOf(connection, group);
    assignDefined(layers[calls ?? 'all'], standing);
    assignDefined(layers[calls ?? 'invites'], { failNext, code, loseAnswer });
    if (webhooks !== undefined) layers.all.webhooks = withDefined(layers.all.webhooks ?? {}, webhooks);
  }

  /** How webhooks of a group are sent now; null: those that are about no group. */
  webhooks(connection: SandboxConnectionId, group: string | null): WebhookOrder {
    const scopes = [keyOf(connection), ...(group === null ? [] : [keyOf(connection, group)])];
    return Object.assign({}, ...scopes.map((scope) => this.#layers.get(scope)?.all.webhooks)) as WebhookOrder;
  }

  /** Spends one of the counted orders that hold for this call. */
  treat(connection: SandboxConnectionId, call: Call): Treatment {
    const layers = this.#layersFor(connection, call);
    const knobs: Knobs = Object.assign({}, ...layers);
    const failNext = spendFirst(layers, 'failNext');
    const code = failNext === null ? spendFirst(layers, 'code') : null;
    return { knobs, faults: failNext ?? knobs, code: code?.code ?? null };
  }

  /** Standing orders alone; spends nothing. */
  standing(connection: SandboxConnectionId, call: Call): Knobs {
    return Object.assign({}, ...this.#layersFor(connection, call)) as Knobs;
  }

  clear(): void {
    this.#layers.clear();
  }

  /** Weakest first. */
  #layersFor(connection: SandboxConnectionId, call: Call): readonly Knobs[] {
    if (this.#layers.size === 0) return [];
    const scopes = [keyOf(connection), ...(call.groupId === null ? [] : [keyOf(connection, call.groupId)])];
    return scopes.flatMap((scope) => {
      const layers = this.#layers.get(scope);
      if (layers === undefined) return [];
      return call.kind === 'other' ? [layers.all] : [layers.all, layers[call.kind]];
    });
  }

  #layersOf(connection: SandboxConnectionId, group: string | undefined): Layers {
    const key = keyOf(connection, group);
    const known = this.#layers.get(key);
    if (known !== undefined) return known;
    if (group !== undefined && this.#layers.size >= MAX_ORDERED_GROUPS) {
      throw new BadOrderError([`group: ${MAX_ORDERED_GROUPS} groups have orders already; clear some`]);
    }
    const layers: Layers = { all: {}, invites: {}, reads: {} };
    this.#layers.set(key, layers);
    return layers;
  }

  #clear(connection: SandboxConnectionId, group: string | undefined): void {
    const key = keyOf(connection, group);
    this.#layers.delete(key);
    if (group !== undefined) return;
    for (const other of this.#layers.keys()) if (other.startsWith(`${key}\n`)) this.#layers.delete(other);
  }
}

const keyOf = (connection: SandboxConnectionId, group?: string): string =>
  group === undefined ? connection : `${connection}\n${group}`;

function assignDefined(target: Knobs, source: Knobs): void {
  Object.assign(target, withDefined({}, source));
}

/** `base` with what `over` gives; what is undefined there is not given. */
function withDefined<Values extends object>(base: Values, over: Values): Values {
  const given = Object.entries(over).filter(([, value]) => value !== undefined);
  return { ...base, ...(Object.fromEntries(given) as Values) };
}

/** The strongest counted order of this name with times left, one of which it loses. */
function spendFirst<Name extends 'failNext' | 'code'>(
  layers: readonly Knobs[],
  name: Name,
): NonNullable<Knobs[Name]> | null {
  for (const layer of layers.toReversed()) {
    const counted = layer[name];
    if (counted === undefined || counted === null) continue;
    if (--counted.times === 0) delete layer[name];
    return counted;
  }
  return null;
}
