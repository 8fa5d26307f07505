import { Arg, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { MAY_READ } from '../access/directives.ts';
import type { LaneStatements } from '../store/store.ts';
import type { Connections } from './connection.ts';
import { ProviderCapabilities, ProviderConnection } from './connection.type.ts';

@Resolver()
export class ConnectionResolver {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  @Directive(MAY_READ)
  @Directive('@listSize(assumedSize: 100, requireOneSlicingArgument: false)')
  @Query(() => [ProviderConnection], { description: 'Every configured connection, in the order of the configuration.' })
  connections(): ProviderConnection[] {
    return this.#connections.all().map((connection) => new ProviderConnection(connection));
  }

  @Directive(MAY_READ)
  @Query(() => ProviderConnection, { nullable: true, description: 'One connection; null when none has this id.' })
  connection(
    @Arg('id', () => ID, { description: 'Its id in the configuration.' }) id: string,
  ): ProviderConnection | null {
    const connection = this.#connections.get(id);
    return connection === undefined ? null : new ProviderConnection(connection);
  }
}

@Resolver(() => ProviderCapabilities)
export class ProviderCapabilitiesResolver {
  readonly #lanes: LaneStatements;

  constructor(lanes: LaneStatements) {
    this.#lanes = lanes;
  }

  @FieldResolver(() => Int, {
    description:
      'The most members that leave in one call; less than configured once the provider has refused that many.',
  })
  async membersPerCall(@Root() { connectionId, configured }: ProviderCapabilities): Promise<number> {
    const learned = await this.#lanes.learnedMembersPerCall(connectionId);
    return Math.min(configured.membersPerCall, learned ?? Infinity);
  }
}
