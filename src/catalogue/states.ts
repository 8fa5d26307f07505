import { markdownTable } from '../kernel/markdown.ts';
import type { MemberState } from '../kernel/vocabulary.ts';
import { stateOnInvite } from '../members/member.ts';
import type { Sdl } from './sdl.ts';

/** Every state of a membership. */
export const states = (sdl: Sdl): string =>
  markdownTable([
    ['state', 'meaning', 'a new invite makes it'],
    ...sdl
      .enum('MemberState')
      .getValues()
      .map(({ name, description }) => [name, description ?? '', stateOnInvite(name as MemberState) ?? 'stay as it is']),
  ]);

/** The values of an enum with their descriptions. */
export const words = (sdl: Sdl, name: string): string =>
  markdownTable([
    ['value', 'meaning'],
    ...sdl
      .enum(name)
      .getValues()
      .map((value) => [value.name, value.description ?? '']),
  ]);
