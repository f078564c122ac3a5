import type { ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { splitVisible, type TextPart } from "@/components/ui/visible-characters";

/**
 * Somebody's Markdown, made harmless: no HTML, no images (their words stand instead), links say their host and are opened apart, characters
 * that can't be seen are made visible.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown voice max-w-[72ch] wrap-anywhere [unicode-bidi:plaintext]">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={PARTS}>
        {showInvisible(text)}
      </ReactMarkdown>
    </div>
  );
}

const PARTS: Components = {
  img: ({ alt }) => <span className="text-ink-3">[image{alt ? `: ${alt}` : ""}]</span>,
  a: ({ href, children }) => {
    const host = hostOf(href);
    if (!host) return <>{children}</>;
    return (
      <>
        <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="link">
          {children}
        </a>{" "}
        <span className="font-sans text-xs text-ink-3">({host})</span>
      </>
    );
  },
  h1: heading,
  h2: heading,
  h3: heading,
  h4: heading,
  h5: heading,
  h6: heading,
};

/** The page has its own outline: headings inside a text are strong words of it. */
function heading({ children }: { children?: ReactNode }) {
  return <p className="font-semibold">{children}</p>;
}

function hostOf(href: string | undefined): string | null {
  if (!href || !/^https?:\/\//i.test(href)) return null;
  return URL.canParse(href) ? new URL(href).host : null;
}

function showInvisible(text: string): string {
  return splitVisible(text).map(inWords).join("");
}

function inWords(part: TextPart): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "hidden") return `\u27e6${part.code}${part.count > 1 ? ` \u00d7${part.count}` : ""}\u27e7`;
  return part.kind === "smuggled" ? `\u27e6hidden text: ${part.text}\u27e7` : `${part.head}\u2026`;
}
