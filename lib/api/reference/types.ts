/** The API's document as its reference page shows it. No library at run time. */

export type ReferenceField = {
  /** Dotted, with `[]` for the items of a list. */
  name: string;
  /** In words: `string`, `integer, 1 to 100`, `"a" or "b"`. */
  type: string;
  isRequired: boolean;
  description: string;
};

export type ReferenceOperation = {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  needsKey: boolean;
  inPath: ReferenceField[];
  inQuery: ReferenceField[];
  body: ReferenceField[];
  answers: { status: string; description: string; fields: ReferenceField[] }[];
  curl: string;
  sdk: string;
};

export type ReferenceGroup = { tag: string; operations: ReferenceOperation[] };
