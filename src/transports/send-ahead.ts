/**
 * Bytes that may wait for one client's network before its next events wait too; what leaves together may exceed it once. A burst then
 * leaves in few writes instead of one for each event, and a slow reader still slows its own stream alone.
 */
export const SEND_AHEAD_BYTES = 64 * 1024;
