/**
 * How an account behaves stands in its name, in the same way at every provider. Every well-formed account exists and is
 * willing; the first of these words that its name contains, in any case, makes it different:
 *
 * | word | the account | Tencent (both fronts) | ZIM | IMKit | GeWe |
 * |---|---|---|---|---|---|
 * | `ghost` | is unknown to the provider | 10019 for the whole call | SubCode 660700012 | RC 400 for the whole call | not a friend: nothing happens |
 * | `refused` | cannot be invited | Result 0 | SubCode 6000508 | stays out of the room | nothing happens |
 * | `crowded` | is in too many groups | Result 4 | SubCode 660600012 | stays out of the room | nothing happens |
 * | `never` | must consent, and never answers | Result 3 | SubCode 6000544 | stays invited | gets a card |
 * | `shy` | must consent, and does so a moment later | Result 3 | SubCode 6000544 | stays invited | gets a card |
 *
 * Where everybody must consent (a group that asks for it, `invitationRequired`, `IsInvite: 1`), willing accounts do so a moment
 * later too; at ZIM nobody is listed as a failure then when the call itself asked for consent.
 */
export type Behaviour = 'willing' | 'ghost' | 'refused' | 'crowded' | 'never' | 'shy';

const NAMED_BEHAVIOURS = ['ghost', 'refused', 'crowded', 'never', 'shy'] as const;

export function behaviourOf(account: string): Behaviour {
  const name = account.toLowerCase();
  return NAMED_BEHAVIOURS.find((word) => name.includes(word)) ?? 'willing';
}

/** Whether this account must consent even where nobody else has to. */
export function insistsOnConsent(behaviour: Behaviour): boolean {
  return behaviour === 'shy' || behaviour === 'never';
}

/** What people call the account: `u_alice` and `wxid_alice01` are Alice. */
export function nicknameOf(account: string): string {
  const bare = account.replace(/^(?:u|wxid)_/, '').replace(/(?<=\D)\d+$/, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
