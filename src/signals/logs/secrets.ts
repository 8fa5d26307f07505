/** Keys of the configuration under which secrets stand. */
const SECRET_KEYS = /secret|token|key$|authorization|password/i;
/** Shorter values are not looked for: they are no secrets that hold, and would tear holes into every line. */
const SHORTEST_SECRET = 6;
/** Secrets that are looked for at most; a configuration has a few for each connection. */
export const MAX_SECRETS = 2_000;

/** All secrets of a configuration, and the passwords in its URLs. */
export function secretsOf(config: unknown): string[] {
  const found = new Set<string>();
  collect(config, false, found);
  return [...found].slice(0, MAX_SECRETS);
}

function collect(value: unknown, isSecret: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    for (const text of isSecret ? [value] : passwordsOf(value)) if (text.length >= SHORTEST_SECRET) found.add(text);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) collect(inner, isSecret || SECRET_KEYS.test(key), found);
  }
}

/** Of a URL: its password as it is written and as it is meant, and all that its query says. */
function passwordsOf(text: string): string[] {
  if (!text.includes('://') || !URL.canParse(text)) return [];
  const { password, searchParams } = new URL(text);
  return [password, decode(password), ...searchParams.values()];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
