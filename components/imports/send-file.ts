/** Sends one file as a request's body. `fetch` can't tell how much of a body is sent, so this is the older way. */
export type SendOptions = { url: string; onSent: (bytes: number) => void; signal: AbortSignal };
/** `json` is null where the answer was none. */
export type Answer = { status: number; json: unknown };

/** Resolves with the server's answer; rejects when the connection broke or `signal` stopped it. */
export function sendFile(file: File, { url, onSent, signal }: SendOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onSent(event.loaded));
    request.upload.addEventListener("load", () => onSent(file.size));
    request.addEventListener("load", () => resolve({ status: request.status, json: parse(request.responseText) }));
    request.addEventListener("error", () => reject(new Error("The connection broke off.")));
    request.addEventListener("abort", () => reject(new Error("Stopped.")));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
