import { CopyButton } from "@/components/ui/copy-button";

/** Code to take along. Keys and ids are variables: none is ever written out. */
export function Snippet({ title, text }: { title: string; text: string }) {
  return (
    <figure aria-label={title} className="min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line py-1 pr-1 pl-3">
        <span className="label">{title}</span>
        <CopyButton text={text} label={`Copy: ${title}`} size="sm" />
      </figcaption>
      <pre className="overflow-auto px-3 py-2 font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap">{text}</pre>
    </figure>
  );
}
