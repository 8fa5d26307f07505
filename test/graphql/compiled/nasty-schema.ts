import {
  buildSchema,
  type GraphQLEnumType,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
} from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

const SDL = `
  scalar DateTime
  scalar Anything
  enum Color { RED GREEN BLUE }
  input Wish { text: String = "by default" count: Int! colors: [Color!] deeper: Wish at: DateTime }
  interface Named { name: String! told: String color: Color friends: [Named!] }
  interface Aged implements Named { name: String! told: String color: Color friends: [Named!] age: Int }
  type Cat implements Named { name: String! told: String color: Color friends: [Named!] lives: Int! }
  type Dog implements Named & Aged { name: String! told: String color: Color friends: [Named!] age: Int bones: [[Float!]] }
  type Stone { weight: Float! told: String! at: DateTime! }
  union Thing = Cat | Dog | Stone
  type Query {
    told: String
    echo(text: String = "usual", wish: Wish, colors: [Color!]! = [RED], ids: [ID], required: Int!): String
    named: Named
    names: [Named]!
    thing: Thing!
    things: [Thing!]
    aged: [[Aged]!]
    stone(color: Color = GREEN): Stone
    anything: Anything
    everything: [Anything!]
    again: Query!
    texts: [String!]!
    ids: [ID]
    numbers: [[Int!]]
    isIt: Boolean
  }`;

/** A schema with everything that answers can be made of. */
export function buildNastySchema(): GraphQLSchema {
  const schema = buildSchema(SDL);
  const dateTime = schema.getType('DateTime') as GraphQLScalarType;
  dateTime.serialize = GraphQLDateTime.serialize;
  dateTime.parseValue = GraphQLDateTime.parseValue;
  dateTime.parseLiteral = GraphQLDateTime.parseLiteral;
  // Before anybody asks: the enum remembers what it was asked first.
  for (const [index, value] of (schema.getType('Color') as GraphQLEnumType).getValues().entries()) value.value = index;
  const stone = schema.getType('Stone') as GraphQLObjectType;
  stone.isTypeOf = (value) => (value as { __typename?: string }).__typename === 'Stone';
  return schema;
}
