/** Reads the data of server-sent events (WHATWG HTML, 9.2.6) as bytes come. O(bytes); holds one event at a time. */

/** The data of each `message` event. What is cut off at the end of the stream is no event. */
export async function* readEventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  let type = "";
  for await (const line of readLines(body)) {
    if (line === "") {
      if (data.length > 0 && (type === "" || type === "message")) yield data.join("\n");
      data = [];
      type = "";
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
  }
}

/** Each character is looked at once, however long a line is and in however many chunks it comes. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open: string[] = [];
  let endedInReturn = false;
  for await (const chunk of body) {
    const decoded: string = decoder.decode(chunk, { stream: true });
    if (decoded === "") continue;
    // The second half of a pair whose first half ended the line already.
    const text: string = endedInReturn && decoded.startsWith("\n") ? decoded.slice(1) : decoded;
    endedInReturn = text.endsWith("\r");
    const [first = "", ...others] = text.split(/\r\n|\n|\r/);
    open.push(first);
    for (const next of others) {
      yield open.join("");
      open = [next];
    }
  }
}
