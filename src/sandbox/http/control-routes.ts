import type { ControlOrder } from '../control/order.ts';
import { BadOrderError, parseOrder } from '../control/parse.ts';
import type { Journal } from '../journal.ts';
import { parseDoing } from '../people/order.ts';
import type { Doing } from '../people/order.ts';
import type { SandboxWebhooks } from '../webhooks/webhooks.ts';
import { jsonAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import type { ReceivedRequest } from './received.ts';

/** Orders that one request may carry. */
export const MAX_ORDERS_PER_REQUEST = 1_000;

export interface ControlDesk {
  readonly journal: Journal;
  readonly webhooks: SandboxWebhooks;
  carryOut(doing: Doing): void;
  control(order: ControlOrder): void;
  reset(): void;
}

/**
 * The sandbox's own paths: `POST /control`, `POST /people`, `GET /journal`, `GET /webhooks`, `POST /reset`; null for any other path.
 * The journals can be asked for the entries of one `connection`, one `action` or `event`, and for those whose sequence comes
 * `after` a number.
 */
export function answerControl(request: ReceivedRequest, desk: ControlDesk): Answer | null {
  switch (request.path) {
    case '/control':
      return request.method === 'POST' ? takeOrders(request.body, parseOrder, desk.control) : wrongMethod('POST');
    case '/people':
      return request.method === 'POST' ? takeOrders(request.body, parseDoing, desk.carryOut) : wrongMethod('POST');
    case '/journal':
      return request.method === 'GET' ? showJournal(request.query, desk.journal) : wrongMethod('GET');
    case '/webhooks':
      return request.method === 'GET' ? showWebhooks(request.query, desk.webhooks) : wrongMethod('GET');
    case '/reset':
      if (request.method !== 'POST') return wrongMethod('POST');
      desk.reset();
      return jsonAnswer({ ok: true });
    default:
      return null;
  }
}

/** One order or a list of them: all are understood before the first is carried out. */
function takeOrders<Order>(body: unknown, parse: (value: unknown) => Order, carryOut: (order: Order) => void): Answer {
  if (body === undefined) return jsonAnswer({ error: 'the body is not JSON', problems: [] }, 400);
  const wanted: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (wanted.length > MAX_ORDERS_PER_REQUEST) {
    return jsonAnswer({ error: `more than ${MAX_ORDERS_PER_REQUEST} orders`, problems: [] }, 400);
  }
  try {
    const orders = wanted.map(parse);
    for (const order of orders) carryOut(order);
    return jsonAnswer({ ok: true });
  } catch (error) {
    if (!(error instanceof BadOrderError)) throw error;
    return jsonAnswer({ error: 'the order is not understood', problems: error.problems }, 400);
  }
}

function showJournal(query: URLSearchParams, { entries, counts, violations }: Journal): Answer {
  const connection = query.get('connection');
  const action = query.get('action');
  const after = Number(query.get('after') ?? 0);
  const shown = entries.filter(
    (entry) =>
      entry.sequence > after &&
      (connection === null || entry.connection === connection) &&
      (action === null || entry.action === action),
  );
  return jsonAnswer({ entries: shown, counts, violations });
}

function showWebhooks(query: URLSearchParams, { entries, counts }: SandboxWebhooks): Answer {
  const connection = query.get('connection');
  const event = query.get('event');
  const after = Number(query.get('after') ?? 0);
  const shown = entries.filter(
    (entry) =>
      entry.sequence > after &&
      (connection === null || entry.connection === connection) &&
      (event === null || entry.event === event),
  );
  return jsonAnswer({ entries: shown, counts });
}

function wrongMethod(allowed: string): Answer {
  return jsonAnswer({ error: `expected ${allowed}` }, 405, { allow: allowed });
}
