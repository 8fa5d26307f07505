import { type GraphQLEnumType, type GraphQLObjectType, type GraphQLSchema, isEnumType, isObjectType } from 'graphql';
import { buildMembershipSchema } from '../graphql/schema.ts';

/** What the SDL says, for who reads it. */
export interface Sdl {
  object(name: string): GraphQLObjectType;
  enum(name: string): GraphQLEnumType;
}

export async function readSdl(): Promise<Sdl> {
  // Only the types are wanted here: nothing is resolved, so no resolver needs to be built.
  const schema = await buildMembershipSchema({ get: () => ({}) }, {});
  return {
    object: (name) => typeOf(schema, name, isObjectType),
    enum: (name) => typeOf(schema, name, isEnumType),
  };
}

function typeOf<Type>(schema: GraphQLSchema, name: string, is: (type: unknown) => type is Type): Type {
  const type = schema.getType(name);
  if (!is(type)) throw new TypeError(`the SDL has no such type: ${name}`);
  return type;
}
