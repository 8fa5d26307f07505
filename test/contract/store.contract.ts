import { describe } from 'vitest';
import { describeAcceptance } from '../store/contract/accept.ts';
import { describeCancelAndRequeue } from '../store/contract/cancel.ts';
import { describeCommits } from '../store/contract/commits.ts';
import { describeExpiry } from '../store/contract/expiry.ts';
import { describeGrants } from '../store/contract/grant.ts';
import { describeLifecycle } from '../store/contract/lifecycle.ts';
import { describePeople } from '../store/contract/people.ts';
import { describeQuota } from '../store/contract/quota.ts';
import { describeReads } from '../store/contract/reads.ts';
import { describeRecovery } from '../store/contract/recover.ts';
import { describeRounds } from '../store/contract/rounds.ts';
import { describeSettlement } from '../store/contract/settle.ts';
import { describeSightings } from '../store/contract/sightings.ts';
import { describeSignals } from '../store/contract/signals.ts';
import { StoreSubject, type StoreSuite } from '../store/contract/subject.ts';
import { describeWebhooks } from '../store/contract/webhooks.ts';
import { describeWithdrawal } from '../store/contract/withdraw.ts';

/** What every store promises behind the port, whatever it keeps its rows in. */
export function describeStoreContract(suite: StoreSuite): void {
  describe(`store contract: ${suite.name}`, () => {
    const start = (): Promise<StoreSubject> => StoreSubject.start(suite);
    describe('accept', () => describeAcceptance(start));
    describe('grantCalls', () => describeGrants(start));
    describe('quota', () => describeQuota(start));
    describe('settleCall', () => describeSettlement(start));
    describe('cancel and requeue', () => describeCancelAndRequeue(start));
    describe('withdraw', () => describeWithdrawal(start));
    describe('sightings', () => describeSightings(start));
    describe('expiry', () => describeExpiry(start));
    describe('lifecycle', () => describeLifecycle(start));
    describe('rounds', () => describeRounds(start));
    describe('webhooks', () => describeWebhooks(start));
    describe('people', () => describePeople(start));
    describe('recover', () => describeRecovery(start, suite));
    describe('reads', () => describeReads(start));
    describe('commits', () => describeCommits(start));
    describe('signals', () => describeSignals(start));
  });
}
