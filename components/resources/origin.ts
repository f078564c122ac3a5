/** Stands for this installation's address in lines to paste: only the browser knows it. */
export const ORIGIN = "{origin}";
