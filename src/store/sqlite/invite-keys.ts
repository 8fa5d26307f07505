/** So many invites an operation can have: each has a number of its own within a stretch of so many. */
export const MAX_INVITES_PER_OPERATION = 16_384;

/**
 * The key of the invite with ordinal 0; the others follow by ordinal. Later operations have higher keys, so that they are places in a lane as well.
 */
export const firstInviteKeyOf = (operationKey: number): number => operationKey * MAX_INVITES_PER_OPERATION;
