/** Request bodies that are read as they arrive. */

/** What is left of an upload after a refusal is read and thrown away, up to here: enough for every client to see the answer. */
const MAX_DRAINED_BYTES = 1024 ** 3;
/** After the client went away, what it had sent still arrives at once or not at all. */
const GRACE_MS = 5_000;

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/** Reads the rest of a body for nothing. Never throws: nobody waits for it. */
export async function drain(reader: BodyReader): Promise<void> {
  try {
    for (let left = MAX_DRAINED_BYTES; left > 0; ) {
      const { done, value } = await reader.read();
      if (done) return;
      left -= value.byteLength;
    }
    await reader.cancel();
  } catch {
    // The client hung up: there is nothing left to read.
  }
}

/**
 * The body's chunks in order, one in memory at a time. Throws when the client went away before the end; the rest of a body that is not read to
 * its end is drained.
 */
export async function* streamBody(request: Request): AsyncGenerator<Uint8Array> {
  if (!request.body) return;
  const reader: BodyReader = request.body.getReader();
  let isAtEnd = false;
  try {
    for (;;) {
      const { done, value } = await readOrGone(reader, request.signal);
      isAtEnd = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isAtEnd) void drain(reader);
  }
}

/** A read that ends even where the server never tells the stream that its client is gone. */
async function readOrGone(reader: BodyReader, signal: AbortSignal): ReturnType<BodyReader["read"]> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp: () => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    giveUp = () => {
      timer = setTimeout(() => reject(new Error("The client went away.")), GRACE_MS);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
  try {
    return await Promise.race([reader.read(), gone]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}
