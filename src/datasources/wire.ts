import { z } from 'zod';
import { DataSourceError } from './fault.ts';

/** An id as a string, whichever way the provider spelt it: some answer a numeric id as a number. */
export const wireId = z.union([z.string(), z.number()]).transform(String);

/** A code as the string of its digits; some providers quote theirs. */
export const wireCode = z.union([z.int(), z.string().regex(/^-?\d+$/)]).transform(String);

/** Text that nothing depends on: anything else than a string counts as absent. Null where the provider says null. */
export const looseText = z.string().nullish().catch(undefined);

/**
 * Reads an answer of the documented shape.
 *
 * @throws DataSourceError `unknown_outcome` that names the path at which the shape differs, never a value
 */
export function parseWire<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join('.') ?? '';
  const where = path === '' ? '' : ` at ${path.slice(0, 100)}`;
  throw new DataSourceError('unknown_outcome', {
    message: `the provider's answer is not of the documented shape${where}`,
  });
}
