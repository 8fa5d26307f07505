import { english as board } from './english/board.ts';
import { english as connections } from './english/connections.ts';
import { english as general } from './english/general.ts';
import { english as invite } from './english/invite.ts';
import { english as members } from './english/members.ts';

/** Everything that the console says; the other languages have to say the same things, which their types check. */
export const english = { ...general, invite, board, members, connections };

export type Words = typeof english;
