import { z } from 'zod';
import { SANDBOX_CONNECTION_IDS } from '../connections.ts';
import { BadOrderError } from '../control/parse.ts';

const MAX_TEXT_LENGTH = 512;
const text = z.string().min(1).max(MAX_TEXT_LENGTH);
const place = { connection: z.enum(SANDBOX_CONNECTION_IDS), group: text };
const own = { ...place, account: text };

const doing = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('join'), ...own }),
  z.strictObject({ do: z.literal('leave'), ...own }),
  z.strictObject({ do: z.literal('accept'), ...own }),
  z.strictObject({ do: z.literal('decline'), ...own }),
  z.strictObject({ do: z.literal('remove'), ...own, by: text.optional() }),
  z.strictObject({ do: z.literal('dissolve'), ...place, by: text.optional() }),
  z.strictObject({ do: z.literal('rename'), ...place, name: text, by: text.optional() }),
]);

/** What somebody in the sandbox does by himself; without `by` it is the owner of the group who does it. */
export type Doing = z.output<typeof doing>;

/** @throws BadOrderError when `value` is nothing that somebody can do */
export function parseDoing(value: unknown): Doing {
  const result = doing.safeParse(value);
  if (result.success) return result.data;
  throw new BadOrderError(result.error.issues.map((issue) => `${issue.path.join('.') || 'order'}: ${issue.message}`));
}
