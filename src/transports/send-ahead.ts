/**
 * Bytes that may wait for one client's network before its next event waits too. A burst then leaves in one write instead of one for
 * each event, and a slow reader still slows its own stream alone.
 */
export const SEND_AHEAD_BYTES = 64 * 1024;
