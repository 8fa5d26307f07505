import type {
  InviteAnswer,
  MemberListPage,
  MemberReads,
  MemberRemovals,
  MembershipDataSource,
  ReadDesk,
  WebhookReader,
} from '../datasources/datasource.ts';
import { type CallKind, type CallResultDeps, CallResults } from './call-results.ts';
import { ObservedCallDesk, ObservedReadDesk } from './observed-desk.ts';
import { runOutsideOfScopes } from './request-scope.ts';

/** Not when each member failed, as with a wrong secret: the provider has understood the call, and done nothing. */
const hasTakenSomebody = (answer: InviteAnswer): boolean =>
  answer.kind === 'outcomes' &&
  (answer.outcomes.size === 0 || answer.outcomes.values().some(({ type }) => type !== 'failed'));

/** The same data source, with its requests counted and timed, and with the webhooks counted that it reads. */
export function observeDataSource(dataSource: MembershipDataSource, deps: CallResultDeps): MembershipDataSource {
  const { connectionId, reads, removals, withdrawInvites, webhooks } = dataSource;
  const { metrics } = deps;
  const results = new CallResults(connectionId, deps);

  async function during<Answer>(
    { kind, groupId }: { readonly kind: CallKind; readonly groupId: string },
    desk: ReadDesk,
    ask: (desk: ReadDesk) => Promise<Answer>,
  ): Promise<Answer> {
    const observed = new ObservedReadDesk(desk, { kind, groupId, results });
    try {
      const answer = await ask(observed);
      observed.end();
      return answer;
    } catch (error) {
      observed.fail(error);
      throw error;
    }
  }

  async function* pages(
    list: MemberReads['listMembers'],
    groupId: string,
    desk: ReadDesk,
  ): AsyncGenerator<MemberListPage> {
    const observed = new ObservedReadDesk(desk, { kind: 'read', groupId, results });
    try {
      for await (const page of list(groupId, observed)) {
        observed.end();
        yield page;
      }
    } catch (error) {
      observed.fail(error);
      throw error;
    }
  }

  const observeReads = (own: MemberReads): MemberReads => ({
    accountsPerProbe: own.accountsPerProbe,
    probeMembers: (groupId, accounts, desk) =>
      during({ kind: 'read', groupId }, desk, (to) => own.probeMembers(groupId, accounts, to)),
    listMembers: (groupId, desk) => pages((id, to) => own.listMembers(id, to), groupId, desk),
    listInvitees: (groupId, desk) => during({ kind: 'read', groupId }, desk, (to) => own.listInvitees(groupId, to)),
    readGroup: (groupId, desk) => during({ kind: 'read', groupId }, desk, (to) => own.readGroup(groupId, to)),
  });

  const observeRemovals = (own: MemberRemovals): MemberRemovals => ({
    accountsPerRemoval: own.accountsPerRemoval,
    takesOperator: own.takesOperator,
    removeMembers: (call, desk) =>
      during({ kind: 'removal', groupId: call.groupId }, desk, (to) => own.removeMembers(call, to)),
  });

  const observeWebhooks = (own: WebhookReader): WebhookReader => ({
    read(request, nowMs) {
      const reading = own.read(request, nowMs);
      if (reading.kind === 'forged' || reading.kind === 'unreadable') {
        metrics.webhooks.of(connectionId, 'refused').value++;
      } else {
        metrics.webhookLast.set({ connection: connectionId }, nowMs / 1e3);
        // What brings changes is counted when it is kept: only then it is known whether it came before.
        if (reading.kind === 'nothing') metrics.webhooks.of(connectionId, 'taken').value++;
      }
      return reading;
    },
  });

  return {
    connectionId,
    capabilities: dataSource.capabilities,
    operatorOf: (options) => dataSource.operatorOf(options),
    review: (account, options) => dataSource.review(account, options),
    async invite(call, desk) {
      metrics.membersPerCall.of(connectionId).observe(call.members.length);
      const observed = new ObservedCallDesk(desk, call.groupId, results);
      try {
        // It carries invites of many requests, one of which happened to wake the lane.
        const answer = await runOutsideOfScopes(() => dataSource.invite(call, observed));
        observed.end(hasTakenSomebody(answer) ? 'ok' : 'refused');
        return answer;
      } catch (error) {
        runOutsideOfScopes(() => observed.fail(error));
        throw error;
      }
    },
    reads: reads && observeReads(reads),
    removals: removals && observeRemovals(removals),
    withdrawInvites:
      withdrawInvites &&
      ((groupId, accounts, desk) =>
        during({ kind: 'removal', groupId }, desk, (to) => withdrawInvites(groupId, accounts, to))),
    webhooks: webhooks && observeWebhooks(webhooks),
    ping: () => dataSource.ping(),
    close: () => dataSource.close(),
  };
}
