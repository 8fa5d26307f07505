/** One server-sent event. */
export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
}

/** The longest event, in characters; one of ours is far below a thousand. */
export const MAX_EVENT_CHARACTERS = 1024 * 1024;

const LINE_END = /\r\n|\r(?!$)|\n/;

/**
 * Reads `text/event-stream` as it comes, and no faster than events are taken: nothing is heaped up here. Comments, which are
 * signs of life, are passed over. An event that is cut off at the end is none.
 *
 * @throws RangeError when an event is longer than {@link MAX_EVENT_CHARACTERS}
 */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let name = '';
  let data: string[] = [];
  let characters = 0;
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(LINE_END);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { name, data: data.join('\n') };
        [name, data, characters] = ['', [], 0];
        continue;
      }
      const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      characters += line.length;
      if (field === 'event') name = value;
      else if (field === 'data') data.push(value);
    }
    if (characters + rest.length > MAX_EVENT_CHARACTERS)
      throw new RangeError(`an event of more than ${MAX_EVENT_CHARACTERS} characters`);
  }
}
