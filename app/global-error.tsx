"use client";

import "@fontsource-variable/ibm-plex-sans/standard.css";
import "./globals.css";

/** When even the frame around the pages failed: it stands alone, so it brings its own document. */
export default function GlobalError({ error, retry }: { error: { digest?: string } | null | undefined; retry: () => void }) {
  return (
    <html lang="en">
      <body className="bg-page">
        <main id="main" className="mx-auto max-w-[72ch] px-4 py-16 md:px-6">
          <h1>Reverie could not be shown</h1>
          <p className="mt-1 text-ink-2">
            The server failed before it could answer. Nothing was changed. Try again; if it stays, look into the server’s log.
          </p>
          {error?.digest && <p className="mt-2 font-mono text-xs text-ink-3">{error.digest}</p>}
          <button
            type="button"
            onClick={retry}
            className="mt-4 h-9 rounded-md bg-solid px-3.5 font-medium text-on-solid hover:bg-solid-hover"
          >
            Retry
          </button>
        </main>
      </body>
    </html>
  );
}
