import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
  parse,
} from 'graphql';

interface Typed {
  readonly type: { toString(): string };
}

/** Whatever the promise says that the schema does not have, or has in another form; one sentence each. */
export function findBrokenPromises(promised: GraphQLSchema, schema: GraphQLSchema): string[] {
  return typesOf(promised).flatMap((type) => {
    const ours = schema.getType(type.name);
    if (ours === undefined) return [`${type.name} is missing`];
    if (ours.constructor.name !== type.constructor.name) return [`${type.name} is another kind of type`];
    return [...brokenIn(type, ours)];
  });
}

function* brokenIn(type: GraphQLNamedType, ours: GraphQLNamedType): Generator<string> {
  if ((isObjectType(type) && isObjectType(ours)) || (isInterfaceType(type) && isInterfaceType(ours))) {
    yield* missingNames(type, type.getInterfaces(), ours.getInterfaces());
    for (const field of Object.values(type.getFields())) yield* brokenField(type, field, ours.getFields()[field.name]);
  } else if (isInputObjectType(type) && isInputObjectType(ours)) {
    for (const field of Object.values(type.getFields())) {
      yield* brokenType(`${type.name}.${field.name}`, field, ours.getFields()[field.name]);
    }
    for (const field of Object.values(ours.getFields())) {
      if (!(field.name in type.getFields()) && isRequiredInputField(field))
        yield `${type.name}.${field.name} is a new key that must be given`;
    }
  } else if (isEnumType(type) && isEnumType(ours)) {
    yield* missingNames(type, type.getValues(), ours.getValues());
  } else if (isUnionType(type) && isUnionType(ours)) {
    yield* missingNames(type, type.getTypes(), ours.getTypes());
  }
}

function* brokenField(
  type: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  ours: GraphQLField<unknown, unknown> | undefined,
): Generator<string> {
  const path = `${type.name}.${field.name}`;
  yield* brokenType(path, field, ours);
  if (ours === undefined) return;
  for (const argument of field.args) {
    yield* brokenArgument(
      `${path}(${argument.name})`,
      argument,
      ours.args.find(({ name }) => name === argument.name),
    );
  }
  for (const argument of ours.args) {
    const known = field.args.some(({ name }) => name === argument.name);
    if (!known && isRequiredArgument(argument)) yield `${path}(${argument.name}) is a new argument that must be given`;
  }
}

function* brokenArgument(
  path: string,
  argument: GraphQLArgument,
  ours: GraphQLArgument | undefined,
): Generator<string> {
  yield* brokenType(path, argument, ours);
  if (ours !== undefined && ours.defaultValue !== argument.defaultValue) {
    yield `${path} is ${String(ours.defaultValue)} by default, promised was ${String(argument.defaultValue)}`;
  }
}

function* brokenType(path: string, promised: Typed, ours: Typed | undefined): Generator<string> {
  if (ours === undefined) yield `${path} is missing`;
  else if (String(ours.type) !== String(promised.type)) {
    yield `${path} is ${String(ours.type)}, promised was ${String(promised.type)}`;
  }
}

function* missingNames(
  type: GraphQLNamedType,
  promised: readonly { name: string }[],
  ours: readonly { name: string }[],
): Generator<string> {
  const known = new Set(ours.map(({ name }) => name));
  for (const { name } of promised) if (!known.has(name)) yield `${type.name} lacks ${name}`;
}

/** Everything in the schema that nobody has described. Root types are left out: every subgraph of a supergraph has them. */
export function findUndescribed(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return typesOf(schema).flatMap((type) => {
    const parts = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const described = [
      ...(roots.includes(type as never) ? [] : [{ path: type.name, description: type.description }]),
      ...parts.map((field) => ({ path: `${type.name}.${field.name}`, description: field.description })),
      ...parts.flatMap((field) =>
        field.args.map((arg) => ({ path: `${type.name}.${field.name}(${arg.name})`, description: arg.description })),
      ),
      ...(isInputObjectType(type) ? Object.values(type.getFields()) : isEnumType(type) ? type.getValues() : []).map(
        ({ name, description }) => ({ path: `${type.name}.${name}`, description }),
      ),
    ];
    return described
      .filter(({ path, description }) => !description?.trim() && !isFederations(path))
      .map(({ path }) => path);
  });
}

/** Types that are the schema's own: neither GraphQL's nor what federation adds. */
const typesOf = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !isFederations(type.name),
  );

const isFederations = (path: string): boolean => /^(_|link__|federation__)|^Query\._/.test(path);

/** The fields of every `@key` in an SDL, by type. */
export function keysOf(sdl: string): Record<string, string[]> {
  const keys: Record<string, string[]> = {};
  for (const definition of parse(sdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const fields = (definition.directives ?? [])
      .filter((directive) => directive.name.value === 'key')
      .flatMap((directive) => directive.arguments ?? [])
      .map(({ value }) => (value.kind === Kind.STRING ? value.value : ''));
    if (fields.length > 0) keys[definition.name.value] = fields;
  }
  return keys;
}
