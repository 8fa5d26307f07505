import { z } from 'zod';
import type { ChangeReport } from '../datasources/datasource.ts';

/** How reports are kept until they are worked off. */
const kept = z.array(
  z.object({
    groupId: z.string(),
    change: z.enum(['joined', 'left', 'removed', 'membersChanged', 'groupChanged', 'groupGone']),
    accounts: z.array(z.string()),
    trusted: z.boolean(),
  }),
);

export const formatContent = (reports: readonly ChangeReport[]): string => JSON.stringify(reports);

/** @throws Error when something else than {@link formatContent} wrote it */
export const parseContent = (content: string): ChangeReport[] => kept.parse(JSON.parse(content));
