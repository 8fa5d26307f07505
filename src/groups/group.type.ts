import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { formatGroupId, type GroupRef } from '../kernel/ids.ts';
import { GroupType } from '../kernel/vocabulary.ts';

registerEnumType(GroupType, {
  name: 'GroupType',
  description: 'What kind of group the provider says it is.',
  valuesConfig: {
    WORK: { description: 'Tencent Work (formerly Private): any member invites.' },
    PUBLIC: { description: 'Tencent Public: joining may need approval.' },
    MEETING: { description: 'Tencent Meeting (formerly ChatRoom).' },
    LIVE: { description: 'Tencent AVChatRoom: people come by themselves, nobody can be invited.' },
    BROADCAST: { description: 'Tencent BChatRoom: people come by themselves, nobody can be invited.' },
    COMMUNITY: { description: 'Tencent Community, up to 100 000 members.' },
    GROUP: { description: 'A group at a provider that has one kind of group only.' },
    DIRECT: { description: 'A conversation of two people.' },
  },
});

@Directive('@key(fields: "id")')
@Directive('@key(fields: "connectionId externalId")')
@ObjectType({
  description:
    'A group chat at a provider. Every well-formed id of a configured connection is a group here, whether or not the provider knows it.',
})
export class Group {
  readonly ref: GroupRef;

  constructor(ref: GroupRef) {
    this.ref = ref;
  }

  @Field(() => ID, {
    description:
      "`connection:group`; inside a part ':' is written %3A and '%' is written %25. Example: `tencent:@TGS#2J4SZEAEL`.",
  })
  get id(): string {
    return formatGroupId(this.ref);
  }

  @Field(() => ID, { description: 'The connection through which the group is reached.' })
  get connectionId(): string {
    return this.ref.connectionId;
  }

  @Field(() => ID, { description: "The provider's own id of the group." })
  get externalId(): string {
    return this.ref.externalId;
  }
}
