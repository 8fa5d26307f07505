/**
 * Public ids join their parts with ':'; inside a part ':' is written %3A and '%' is written %25.
 * There is exactly one spelling of every id, so ids can be compared as strings.
 */

/** The longest part of an id, in UTF-8 bytes before it is encoded; above every provider's own limit. */
export const MAX_ID_PART_BYTES = 512;

export interface GroupRef {
  connectionId: string;
  externalId: string;
}

export interface MembershipRef extends GroupRef {
  account: string;
}

/** Whether an id can have this part: it is not empty, and not longer than {@link MAX_ID_PART_BYTES}. */
export const fitsIdPart = (part: string): boolean => part !== '' && Buffer.byteLength(part) <= MAX_ID_PART_BYTES;

const encodePart = (part: string): string => part.replaceAll('%', '%25').replaceAll(':', '%3A');

function decodePart(part: string): string | null {
  if (part === '' || /%(?!25|3A)/.test(part)) return null;
  const decoded = part.replaceAll('%3A', ':').replaceAll('%25', '%');
  return fitsIdPart(decoded) ? decoded : null;
}

function decodeParts(id: string, count: number): string[] | null {
  const parts = id.split(':').map(decodePart);
  return parts.length === count && parts.every((part) => part !== null) ? parts : null;
}

export const formatGroupId = (ref: GroupRef): string => `${encodePart(ref.connectionId)}:${encodePart(ref.externalId)}`;

export const formatMembershipId = (ref: MembershipRef): string => `${formatGroupId(ref)}:${encodePart(ref.account)}`;

/** Reads `connection:group`; null when the id is not well-formed. */
export function parseGroupId(id: string): GroupRef | null {
  const parts = decodeParts(id, 2);
  return parts === null ? null : { connectionId: parts[0] ?? '', externalId: parts[1] ?? '' };
}

/** Reads `connection:group:account`; null when the id is not well-formed. */
export function parseMembershipId(id: string): MembershipRef | null {
  const parts = decodeParts(id, 3);
  return parts === null ? null : { connectionId: parts[0] ?? '', externalId: parts[1] ?? '', account: parts[2] ?? '' };
}
