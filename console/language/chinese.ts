import { chinese as board } from './chinese/board.ts';
import { chinese as connections } from './chinese/connections.ts';
import { chinese as general } from './chinese/general.ts';
import { chinese as invite } from './chinese/invite.ts';
import { chinese as members } from './chinese/members.ts';
import type { Words } from './english.ts';

export const chinese: Words = { ...general, invite, board, members, connections };
