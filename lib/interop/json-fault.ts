/**
 * Where and why a text is no JSON, in words that don't change with the JavaScript engine. Pure, iterative, O(n);
 * only run on what `JSON.parse` has refused, or on a first line that may be a part of a longer record.
 */
import { quoted } from "@/lib/interop/refusal";

type Expecting = "value" | "value or ]" | "name" | "name or }" | "colon" | "comma or }" | "comma or ]" | "end";

export type JsonFault = {
  /** Offset of the first character that can't stand there; the text's length when it ends too early. */
  position: number;
  /** What was expected, and what is there. */
  words: string;
  /** The text ends inside a value: a longer text might be JSON. */
  isCut: boolean;
  /** When cut between two tokens, the characters that could follow; "" when cut inside one. */
  couldFollow: string;
};

const WORDS: Record<Expecting, string> = {
  value: "a value was expected",
  "value or ]": "a value or “]” was expected",
  name: "a field name in double quotes was expected",
  "name or }": "a field name in double quotes or “}” was expected",
  colon: "“:” was expected after the field name",
  "comma or }": "“,” or “}” was expected",
  "comma or ]": "“,” or “]” was expected",
  end: "the end of the record was expected",
};
const VALUE_STARTS = '{["-0123456789tfn';
const FOLLOWERS: Record<Expecting, string> = {
  value: VALUE_STARTS,
  "value or ]": `${VALUE_STARTS}]`,
  name: '"',
  "name or }": '"}',
  colon: ":",
  "comma or }": ",}",
  "comma or ]": ",]",
  end: "",
};
const BLANK = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** A token that only the end of the text keeps from being one. */
const SCALAR_BEGUN = /(?:-|-?(?:0|[1-9]\d*)(?:\.|(?:\.\d+)?[eE][+-]?)|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/y;
const PYTHON_ONLY = /NaN|-?Infinity|None|True|False|'/y;

/** The first fault of `text`, or null when it is one JSON value. */
export function findJsonFault(text: string): JsonFault | null {
  const open: ("{" | "[")[] = [];
  let expecting = "value" as Expecting;
  let i = 0;
  const afterValue = (): Expecting => {
    const container = open.at(-1);
    if (container === undefined) return "end";
    return container === "{" ? "comma or }" : "comma or ]";
  };
  for (;;) {
    i = skip(BLANK, text, i);
    const c = text[i];
    if (c === undefined) {
      if (expecting === "end") return null;
      return { position: i, words: `it ends too early: ${WORDS[expecting]}`, isCut: true, couldFollow: FOLLOWERS[expecting] };
    }
    if (!FOLLOWERS[expecting].includes(c)) return unexpected(text, i, expecting);
    switch (c) {
      case "{":
        open.push("{");
        expecting = "name or }";
        i++;
        break;
      case "[":
        open.push("[");
        expecting = "value or ]";
        i++;
        break;
      case "}":
      case "]":
        open.pop();
        expecting = afterValue();
        i++;
        break;
      case ",":
        expecting = open.at(-1) === "{" ? "name" : "value";
        i++;
        break;
      case ":":
        expecting = "value";
        i++;
        break;
      case '"': {
        const end = endOfString(text, i);
        if (typeof end !== "number") return end;
        expecting = expecting === "name" || expecting === "name or }" ? "colon" : afterValue();
        i = end;
        break;
      }
      default: {
        if (skip(SCALAR_BEGUN, text, i) > i)
          return { position: text.length, words: "it ends inside a value", isCut: true, couldFollow: "" };
        const end = skip(SCALAR, text, i);
        if (end === i) return unexpected(text, i, expecting);
        expecting = afterValue();
        i = end;
      }
    }
  }
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function unexpected(text: string, position: number, expecting: Expecting): JsonFault {
  const isPython = skip(PYTHON_ONLY, text, position) > position;
  const hint = isPython && expecting !== "end" ? " (as Python prints it, which is not JSON)" : "";
  const found = quoted(text.slice(position, position + 12));
  return { position, words: `${WORDS[expecting]}, but ${found} stands there${hint}`, isCut: false, couldFollow: "" };
}

/** The offset behind the string that begins at `from`, or what is wrong with it. */
function endOfString(text: string, from: number): number | JsonFault {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i + 1;
    if (code < 0x20) {
      const what = code === 0x0a || code === 0x0d ? "a line break" : "a control character";
      return {
        position: i,
        words: `${what} stands inside a text; it must be escaped, or a closing quote is missing`,
        isCut: false,
        couldFollow: "",
      };
    }
    if (code !== 0x5c) continue;
    const escaped = text[i + 1];
    if (escaped === undefined) break;
    const isUnicode = escaped === "u";
    if (isUnicode ? !/^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6)) : !'"\\/bfnrt'.includes(escaped)) {
      if (isUnicode && i + 6 > text.length && /^[0-9a-fA-F]*$/.test(text.slice(i + 2))) break;
      return {
        position: i,
        words: `${quoted(text.slice(i, i + (isUnicode ? 6 : 2)))} is no escape that JSON knows`,
        isCut: false,
        couldFollow: "",
      };
    }
    i += isUnicode ? 5 : 1;
  }
  return { position: text.length, words: "it ends inside a text: the closing quote is missing", isCut: true, couldFollow: "" };
}
