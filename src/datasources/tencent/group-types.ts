import { GroupType } from '../../kernel/vocabulary.ts';

/** Group types under their present and their former names (Tencent docs, group system). */
const GROUP_TYPES: Readonly<Record<string, GroupType>> = {
  Work: GroupType.WORK,
  Private: GroupType.WORK,
  Public: GroupType.PUBLIC,
  Meeting: GroupType.MEETING,
  ChatRoom: GroupType.MEETING,
  AVChatRoom: GroupType.LIVE,
  BChatRoom: GroupType.BROADCAST,
  Community: GroupType.COMMUNITY,
};

/** Undefined for a type that nobody knows. */
export function groupTypeOf(name: string | null | undefined): GroupType | undefined {
  return name == null ? undefined : GROUP_TYPES[name];
}

/** Whether nobody can be invited into such a group: people join it themselves (Tencent docs, add_group_member). */
export function takesNoInvites(type: GroupType | undefined): boolean {
  return type === GroupType.LIVE || type === GroupType.BROADCAST;
}
