import {
  buildASTSchema,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';

/** Directives that mean something to clients; all others are between subgraphs and routers. */
const FOR_CLIENTS = ['deprecated', 'specifiedBy', 'oneOf'];

/** Types and fields that federation adds for routers. */
const isForRouters = (name: string): boolean => /^(_|link__|federation__|join__)/.test(name);

/** What clients see of a subgraph or of what a composer printed: without federation's types, fields and directives. */
export function toApiSchema(sdl: string): GraphQLSchema {
  const document = visit(parse(sdl), {
    Directive: ({ name }) => (FOR_CLIENTS.includes(name.value) ? undefined : null),
    DirectiveDefinition: () => null,
    FieldDefinition: ({ name }) => (isForRouters(name.value) ? null : undefined),
  });
  const definitions = document.definitions.filter((definition) => !isForRouters(nameOf(definition)));
  return buildASTSchema({ ...document, definitions }, { assumeValidSDL: true });
}

const nameOf = (definition: DefinitionNode): string =>
  'name' in definition && definition.name !== undefined ? definition.name.value : '';

/** Every type, field, argument, value and member that clients see, one sorted line each; descriptions do not count. */
export function linesOf(sdl: string): string[] {
  const lines = parse(sdl).definitions.flatMap((definition) =>
    isForRouters(nameOf(definition)) ? [] : linesOfDefinition(definition),
  );
  return [...new Set(lines)].toSorted();
}

function linesOfDefinition(definition: DefinitionNode): string[] {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const { name, interfaces = [], fields = [] } = definition;
      const shown = fields.filter((field) => !isForRouters(field.name.value));
      return [
        ...interfaces.map((known) => `${name.value} implements ${known.name.value}`),
        ...shown.map((field) => `${name.value}.${lineOfField(field)}`),
      ];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (definition.fields ?? []).map((field) => `${definition.name.value}.${lineOfInput(field)}`);
    case Kind.ENUM_TYPE_DEFINITION:
      return (definition.values ?? []).map(({ name }) => `${definition.name.value}.${name.value}`);
    case Kind.UNION_TYPE_DEFINITION:
      return (definition.types ?? []).map(({ name }) => `${definition.name.value} = ${name.value}`);
    case Kind.SCALAR_TYPE_DEFINITION:
      return [`scalar ${definition.name.value}`];
    default:
      return [];
  }
}

function lineOfField({ name, arguments: given = [], type }: FieldDefinitionNode): string {
  const args = given.map(lineOfInput).toSorted().join(', ');
  return `${name.value}${args === '' ? '' : `(${args})`}: ${print(type)}`;
}

const lineOfInput = ({ name, type, defaultValue }: InputValueDefinitionNode): string =>
  `${name.value}: ${print(type)}${defaultValue === undefined ? '' : ` = ${print(defaultValue)}`}`;
