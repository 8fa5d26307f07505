/** A name in code that leads to the heading of that name on the page. */
export const linkTo = (name: string): string => `[\`${name}\`](#${name.toLowerCase()})`;

/** A section under a heading of the third level: paragraphs and lists, without the empty ones. */
export const section = (name: string, ...blocks: readonly string[]): string =>
  [`### ${name}`, ...blocks.filter((block) => block !== '')].join('\n\n');

/** Without the empty lines. */
export const list = (...lines: readonly string[]): string =>
  lines
    .filter((line) => line !== '')
    .map((line) => `- ${line}`)
    .join('\n');
