/** The variables of a request, before they are coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** A number that depends on the variables of a request, and what it can be at most, whatever they are. */
export interface Varying {
  readonly ceiling: number;
  readonly at: (variables: Variables) => number;
}

/** A number, known now or with the variables. */
export type Amount = number | Varying;

export const ceilingOf = (amount: Amount): number => (typeof amount === 'number' ? amount : amount.ceiling);
export const amountAt = (amount: Amount, variables: Variables): number =>
  typeof amount === 'number' ? amount : amount.at(variables);

/** What is known now is reckoned now; only the rest is left for each request. */
function combine(amounts: readonly Amount[], reckon: (numbers: readonly number[]) => number): Amount {
  if (amounts.every((amount) => typeof amount === 'number')) return reckon(amounts);
  return {
    ceiling: reckon(amounts.map(ceilingOf)),
    at: (variables) => reckon(amounts.map((amount) => amountAt(amount, variables))),
  };
}

/** @param amounts none of them below zero, here and in the other two: so ceilings are those of the whole */
export function sum(amounts: readonly Amount[]): Amount {
  const known = amounts.filter((amount) => typeof amount === 'number').reduce((total, amount) => total + amount, 0);
  const varying = amounts.filter((amount) => typeof amount !== 'number');
  if (varying.length === 0) return known;
  return combine([known, ...varying], (numbers) => numbers.reduce((total, number) => total + number, 0));
}

export const times = (one: Amount, other: Amount): Amount => {
  if (one === 0 || other === 0) return 0;
  if (one === 1) return other;
  return combine([one, other], ([a = 0, b = 0]) => a * b);
};

export function largest(amounts: readonly Amount[]): Amount {
  if (amounts.length === 1) return amounts[0] ?? 0;
  return combine(amounts, (numbers) => Math.max(0, ...numbers));
}
