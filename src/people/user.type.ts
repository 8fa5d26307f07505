import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ProviderConnection } from '../connections/connection.type.ts';

@ObjectType({ description: 'An account at a provider that is linked to a user.' })
export class ProviderAccount {
  @Field(() => ProviderConnection, { description: 'Where the account is.' })
  readonly connection: ProviderConnection;

  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account: string;

  constructor(connection: ProviderConnection, account: string) {
    this.connection = connection;
    this.account = account;
  }
}

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'A person, owned by another subgraph; this one adds memberships and the provider accounts linked to the person.',
})
export class User {
  @Field(() => ID, { description: 'As the subgraph that owns users spells it. Every id is a user here.' })
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}
