import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

export interface RandomDocument {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Random = () => number;

/** Writes any query for a schema; its fields may be in conflict with each other. */
export class DocumentWriter {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #definitions: string[] = [];
  readonly #fragments: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  /** The share of variables, from 0 to 1, whose value does not fit. */
  readonly #mistakes: number;

  constructor(schema: GraphQLSchema, random: Random, mistakes = 0) {
    this.#schema = schema;
    this.#random = random;
    this.#mistakes = mistakes;
  }

  write(levels: number): RandomDocument {
    const body = this.#select(this.#schema.getQueryType()!, levels);
    const definitions = this.#definitions.length === 0 ? '' : `(${this.#definitions.join(', ')})`;
    return { text: `query Any${definitions} { ${body} }\n${this.#fragments.join('\n')}`, variables: this.#variables };
  }

  #select(type: GraphQLCompositeType, levels: number): string {
    const parts = [`__typename${this.#condition()}`];
    if (isAbstractType(type))
      for (const one of this.#schema.getPossibleTypes(type)) if (this.#is(0.5)) parts.push(this.#fragment(one, levels));
    for (const field of 'getFields' in type ? Object.values(type.getFields()) : []) {
      if (field.name.startsWith('_') || this.#is(0.4)) continue;
      const below = getNamedType(field.type);
      if (isCompositeType(below) && levels === 0) continue;
      const args = field.args.map((argument) => this.#argument(argument)).filter((argument) => argument !== '');
      const alias = args.length > 0 || this.#is(0.2) ? `a${this.#number(1_000_000)}: ` : '';
      const selection = (): string => (isCompositeType(below) ? ` { ${this.#select(below, levels - 1)} }` : '');
      const given = args.length > 0 ? `(${args.join(', ')})` : '';
      const times = this.#is(0.15) ? 2 : 1;
      for (let time = 0; time < times; time++) {
        const text = `${alias}${field.name}${given}${this.#condition()}${selection()}`;
        parts.push(this.#is(0.15) ? `... ${this.#is(0.5) ? `on ${type.name} ` : ''}{ ${text} }` : text);
      }
    }
    return parts.join(' ');
  }

  #fragment(type: GraphQLCompositeType, levels: number): string {
    if (this.#is(0.6)) return `... on ${type.name}${this.#condition()} { ${this.#select(type, levels)} }`;
    const name = `F${this.#fragments.length}`;
    const at = this.#fragments.push('') - 1;
    this.#fragments[at] = `fragment ${name} on ${type.name} { ${this.#select(type, levels)} }`;
    return `...${name}${this.#condition()} ${this.#is(0.3) ? `...${name}` : ''}`;
  }

  #condition(): string {
    if (this.#is(0.85)) return '';
    const name = this.#is(0.5) ? 'skip' : 'include';
    const literal = this.#is(0.3) ? String(this.#is(0.5)) : `$${this.#variable('Boolean!', this.#is(0.5))}`;
    return ` @${name}(if: ${literal})`;
  }

  #argument(argument: GraphQLArgument): string {
    const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined;
    if (!isRequired && this.#is(0.4)) return '';
    const value = this.#value(argument.type, 2);
    if (this.#is(0.4)) return `${argument.name}: ${literalOf(value, argument.type)}`;
    return `${argument.name}: $${this.#variable(String(argument.type), value)}`;
  }

  #variable(type: string, value: unknown): string {
    // Few conditions are asked for in many places.
    const name = type === 'Boolean!' ? `if${this.#number(3)}` : `v${this.#definitions.length}`;
    if (this.#definitions.some((definition) => definition.startsWith(`$${name}:`))) return name;
    this.#definitions.push(`$${name}: ${type}`);
    if (this.#is(this.#mistakes)) {
      if (this.#is(0.6)) this.#variables[name] = this.#is(0.5) ? null : { unknown: [1] };
    } else if (type.endsWith('!') || this.#is(0.8)) this.#variables[name] = value;
    return name;
  }

  #value(type: GraphQLInputType, levels: number): unknown {
    if (isNonNullType(type)) return this.#known(type.ofType, levels);
    return this.#is(0.15) ? null : this.#known(type, levels);
  }

  #known(type: GraphQLInputType, levels: number): unknown {
    if (isListType(type)) {
      const item = type.ofType;
      if (this.#is(0.2) && !isListType(item)) return this.#known(isNonNullType(item) ? item.ofType : item, levels);
      return Array.from({ length: this.#number(3) }, () => this.#value(item, levels));
    }
    if (isEnumType(type)) return type.getValues()[this.#number(type.getValues().length)]!.name;
    if (isInputObjectType(type)) {
      const entries = Object.values(type.getFields()).flatMap((field) => {
        const isOptional = !isNonNullType(field.type) || field.defaultValue !== undefined;
        if (isOptional && (this.#is(0.5) || levels === 0)) return [];
        return [[field.name, this.#value(field.type, levels - 1)] as const];
      });
      return Object.fromEntries(this.#is(0.5) ? entries : entries.toReversed());
    }
    const values: Readonly<Record<string, unknown>> = {
      Int: this.#number(2_000) - 1_000,
      Float: this.#random() * 10,
      Boolean: this.#is(0.5),
      DateTime: new Date(this.#number(1_000_000_000)).toISOString(),
      ID: this.#is(0.5) ? `id${this.#number(9)}` : this.#number(9),
      String: `text ${this.#number(9)}`,
    };
    return values[type.name] ?? `of ${type.name}`;
  }

  #is(share: number): boolean {
    return this.#random() < share;
  }

  #number(below: number): number {
    return Math.floor(this.#random() * below);
  }
}

function literalOf(value: unknown, type: GraphQLInputType): string {
  const named = getNamedType(type);
  if (Array.isArray(value)) return `[${value.map((item) => literalOf(item, type)).join(', ')}]`;
  if (value === null) return 'null';
  if (isEnumType(named) && typeof value === 'string') return value;
  if (typeof value !== 'object' || !isInputObjectType(named)) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, item]) => `${name}: ${literalOf(item, named.getFields()[name]!.type)}`,
  );
  return `{ ${fields.join(', ')} }`;
}
