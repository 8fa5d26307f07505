/**
 * Runs `measure` for every subject, round by round, every other round from the last to the first, so that what changes while all of
 * it runs (heat, neighbours, garbage) meets every subject alike. Figures are by subject, in the order of the rounds.
 */
export async function interleave<Subject>(
  subjects: readonly Subject[],
  rounds: number,
  measure: (subject: Subject) => Promise<number>,
): Promise<Map<Subject, number[]>> {
  const figures = new Map<Subject, number[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      figures.get(subject)?.push(await measure(subject));
    }
  }
  return figures;
}
