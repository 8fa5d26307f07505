const FIRST =
  'anna ben carla dmitri elif farid greta hana ivan jun kofi lena marco nina omar petra quinn rosa sven tara'.split(
    ' ',
  );
const LAST = [
  ...'abel baker chen diaz eriksen fischer garcia haddad ito jansen kim larsen moreau novak okafor patel'.split(' '),
  ...'quist rossi silva tanaka ueda vogel wang xu yilmaz zhou adler brandt costa dubois evans ferrari'.split(' '),
  ...'gruber hansen ivanov jung keller lopez meyer nguyen olsen popov reyes schmidt torres urban'.split(' '),
];
/** How the sandbox lets an account behave stands in its name. */
const ODD = [
  { every: 17, name: 'ghostwriter' },
  { every: 29, name: 'crowdedhouse' },
  { every: 13, name: 'nevermind' },
];

/** An account that could be somebody's; the same for the same number. At most 980 differ, but for the odd ones. */
export function account(index: number): string {
  const odd = ODD.find(({ every }) => index % every === every - 1);
  if (odd !== undefined) return `${odd.name}.${index}`;
  const first = FIRST[index % FIRST.length] ?? '';
  const last = LAST[Math.floor(index / FIRST.length) % LAST.length] ?? '';
  const round = Math.floor(index / (FIRST.length * LAST.length));
  return `${first}.${last}${round === 0 ? '' : round}`;
}

export const accounts = (count: number): string[] => Array.from({ length: count }, (_, index) => account(index));
