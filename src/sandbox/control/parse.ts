import { z } from 'zod';
import { SANDBOX_CONNECTION_IDS } from '../connections.ts';
import { MAX_CALLS_PER_SECOND } from '../quota.ts';
import type { ControlOrder } from './order.ts';
import { misplacedIn, webhookOrder } from './webhook-order.ts';

/** The longest delay that can be ordered, in milliseconds. */
export const MAX_LATENCY_MS = 3_600_000;
/** The most answers that one counted order can spoil. */
export const MAX_TIMES = 1_000_000;
const MAX_GROUP_ID_LENGTH = 512;
const MAX_MEMBERS_PER_CALL = 100_000;

const faults = {
  hang: z.boolean().optional(),
  down: z.boolean().optional(),
  status: z.int().min(400).max(599).nullable().optional(),
  retryAfterSeconds: z.number().min(0).optional(),
  malformed: z.boolean().optional(),
  wrongShape: z.boolean().optional(),
  rateLimited: z.boolean().optional(),
  loseAnswer: z.enum(['hang', 'break']).nullable().optional(),
};
const times = z.int().min(1).max(MAX_TIMES);
const quota = z.number().min(0).max(MAX_CALLS_PER_SECOND).optional();

const order: z.ZodType<ControlOrder> = z
  .strictObject({
    connection: z.enum(SANDBOX_CONNECTION_IDS),
    group: z.string().min(1).max(MAX_GROUP_ID_LENGTH).optional(),
    calls: z.enum(['invites', 'reads', 'all']).optional(),
    clear: z.literal(true).optional(),
    latencyMs: z.int().min(0).max(MAX_LATENCY_MS).optional(),
    full: z.boolean().optional(),
    ...faults,
    failNext: z
      .strictObject({ times, ...faults })
      .nullable()
      .optional(),
    code: z.strictObject({ code: z.int(), times }).nullable().optional(),
    membersPerCall: z.int().min(1).max(MAX_MEMBERS_PER_CALL).optional(),
    callsPerSecond: quota,
    readsPerSecond: quota,
    errorListName: z.enum(['ErrorUsers', 'ErrorList']).optional(),
    unknownAccountMode: z.enum(['whole', 'result0']).optional(),
    webhooks: webhookOrder.optional(),
  })
  .superRefine((value, context) => {
    const complain = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    const { failNext } = value;
    if (failNext !== undefined && failNext !== null && !Object.entries(failNext).some(isFault)) {
      complain('failNext', 'expected a fault besides `times`, e.g. `status` or `hang`');
    }
    for (const [path, faulty] of [['retryAfterSeconds', value] as const, ['failNext', failNext] as const]) {
      if (typeof faulty?.retryAfterSeconds === 'number' && typeof faulty.status !== 'number') {
        complain(path, 'expected `status` beside `retryAfterSeconds`');
      }
    }
    for (const field of ['callsPerSecond', 'readsPerSecond'] as const) {
      if (value.group !== undefined && value[field] !== undefined)
        complain(field, 'a quota holds for a whole connection: leave `group` out');
    }
    if (value.errorListName !== undefined && value.connection !== 'zim') complain('errorListName', 'only zim takes it');
    if (value.unknownAccountMode !== undefined && !['tencent', 'tencent-app', 'imkit'].includes(value.connection)) {
      complain('unknownAccountMode', 'only tencent, tencent-app and imkit take it');
    }
    if (value.webhooks === undefined) return;
    if (value.calls !== undefined) complain('webhooks', 'webhooks are no calls: leave `calls` out');
    const misplaced = misplacedIn(value.webhooks, value.connection);
    if (misplaced !== null) complain('webhooks', misplaced);
  });

const isFault = ([name, value]: readonly [string, unknown]): boolean =>
  name !== 'times' && name !== 'retryAfterSeconds' && value !== undefined && value !== null && value !== false;

/** An order that the sandbox does not understand; `problems` names every field at fault and what was expected there. */
export class BadOrderError extends TypeError {
  override readonly name = 'BadOrderError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the order is not understood: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** @throws BadOrderError when `value` is no order */
export function parseOrder(value: unknown): ControlOrder {
  const result = order.safeParse(value);
  if (result.success) return result.data;
  throw new BadOrderError(result.error.issues.map((issue) => `${issue.path.join('.') || 'order'}: ${issue.message}`));
}
