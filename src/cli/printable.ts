/** What moves a terminal's cursor, colours what follows, or turns its direction. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A text of somebody else's, such as an account or a provider's message, as one line that does nothing to a terminal. */
export const printable = (text: string): string =>
  text.replace(CONTROL, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
