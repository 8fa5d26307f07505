/** How bytes are coded on their way, the smallest first. */
export const CODINGS = ['br', 'gzip', 'identity'] as const;
export type Coding = (typeof CODINGS)[number];

/** The smallest coding that is there and that the client takes. What it says nothing of it does not take, but for `identity`. */
export function chooseCoding(accepted: string | undefined, there: Partial<Record<Coding, unknown>>): Coding {
  const taken = new Set(
    (accepted ?? '')
      .toLowerCase()
      .split(',')
      .map((entry) => entry.split(';').map((part) => part.trim()))
      .filter(([, quality = 'q=1']) => !/^q=0(\.0*)?$/.test(quality))
      .map(([name]) => name),
  );
  return CODINGS.find((coding) => there[coding] !== undefined && taken.has(coding)) ?? 'identity';
}
