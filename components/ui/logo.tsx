/** The half disc. Decorative: the name stands beside it or on its link. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg viewBox="0 0 18 18" width={size} height={size} aria-hidden="true" className="flex-none">
      <circle cx="9" cy="9" r="7.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M9 1.8a7.2 7.2 0 0 1 0 14.4 9.6 9.6 0 0 0 0-14.4z" className="fill-accent" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
