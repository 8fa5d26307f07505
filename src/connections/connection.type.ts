import { Directive, Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Capabilities } from '../datasources/datasource.ts';
import { ChatProvider, InviteOption, QuotaScope } from '../kernel/vocabulary.ts';
import type { Connection } from './connection.ts';

registerEnumType(ChatProvider, {
  name: 'ChatProvider',
  description: 'The chat service behind a connection.',
  valuesConfig: {
    GEWE: { description: 'WeChat, through GeWe: invites as a logged-in WeChat account.' },
    IMKIT: { description: 'An IMKit chat server.' },
    TENCENT_IM: { description: "Tencent Cloud IM, through its server API as the app's administrator." },
    TENCENT_IM_SDK: { description: 'Tencent Cloud IM, through its SDK as an ordinary user.' },
    ZEGO_ZIM: { description: 'ZEGOCLOUD ZIM, through its server API.' },
  },
});

registerEnumType(QuotaScope, {
  name: 'QuotaScope',
  description: 'Over what a provider counts its calls.',
  valuesConfig: {
    CONNECTION: { description: 'All groups of the connection share one quota.' },
    GROUP: { description: 'Every group has a quota of its own.' },
  },
});

registerEnumType(InviteOption, {
  name: 'InviteOption',
  description:
    'What an invite may ask for beyond the bare invitation. Asking a provider for what it does not take is an error.',
  valuesConfig: {
    REASON: { description: '`reason`: a text that whoever approves the invitation is shown.' },
    REQUIRE_CONSENT: { description: '`requireConsent`: the invitee has to accept before joining.' },
    SILENT: { description: '`silent`: nobody in the group is notified.' },
    SYSTEM_MESSAGE: { description: '`systemMessage`: a message in the group says who was added.' },
    JOINED_AT: { description: '`joinedAt`: when the member is to count as having joined.' },
    OPERATOR: { description: '`operator`: on whose behalf the invitation is made.' },
  },
});

// `membersPerCall` stands in connection.resolver.ts: the provider may have taught us that fewer fit than configured.
@ObjectType({ description: 'What a connection can do, and how much of it.' })
export class ProviderCapabilities {
  readonly connectionId: string;
  readonly configured: Capabilities;

  constructor(connectionId: string, configured: Capabilities) {
    this.connectionId = connectionId;
    this.configured = configured;
  }

  @Field(() => Float, { description: 'Calls that invite, in any window of one second. Rollcall never makes more.' })
  get callsPerSecond(): number {
    return this.configured.callsPerSecond;
  }

  @Field(() => QuotaScope, { description: 'Over what `callsPerSecond` is counted.' })
  get quotaScope(): QuotaScope {
    return this.configured.quotaScope;
  }

  @Field(() => [InviteOption], { description: 'The options of `inviteMembers` that this connection takes.' })
  get inviteOptions(): readonly InviteOption[] {
    return this.configured.inviteOptions;
  }

  @Field(() => Boolean, { description: 'Whether the provider tells who is in a group.' })
  get listsMembers(): boolean {
    return this.configured.listsMembers;
  }

  @Field(() => Boolean, { description: 'Whether members can be removed through this connection.' })
  get removesMembers(): boolean {
    return this.configured.removesMembers;
  }

  @Field(() => Boolean, {
    description: 'Whether the provider reports joins and departures by webhook, and a webhook is configured.',
  })
  get reportsChanges(): boolean {
    return this.configured.reportsChanges;
  }
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'One configured account at a provider: its endpoint, credentials and quota.' })
export class ProviderConnection {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  @Field(() => ID, { description: 'As named in the configuration; the first part of the ids of its groups.' })
  get id(): string {
    return this.connection.id;
  }

  @Field(() => ChatProvider, { description: 'The chat service behind it.' })
  get provider(): ChatProvider {
    return this.connection.dataSource.capabilities.provider;
  }

  @Field(() => ProviderCapabilities, { description: 'What it can do, and how much of it.' })
  get capabilities(): ProviderCapabilities {
    return new ProviderCapabilities(this.id, this.connection.dataSource.capabilities);
  }
}
