/** `1 call`, `2 calls`. */
export const numbered = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `0:07`, `1:30`, `2:05:00`. */
export function clockFace(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const twoDigits = (part: number): string => String(part % 60).padStart(2, '0');
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}:${twoDigits(seconds)}` : `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}`;
}
