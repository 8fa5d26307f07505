import { CLOSE_MEANINGS } from '../transports/websocket/close-code.ts';
import { section } from './links.ts';

/** Every code with which a WebSocket is closed. */
export const closeCodes = (): string =>
  Object.entries(CLOSE_MEANINGS)
    .map(([code, { meaning, advice }]) => section(code, `${meaning} ${advice}`))
    .join('\n\n');
