/**
 * Finds texts that read like instructions to the model rather than like something learned, and texts that hide something. A hold, not a
 * verdict: a person decides. Before the words are looked for, look-alike letters, hidden characters and visible escapes are undone. Pure.
 */
import { bitsPerCharacter } from "@/lib/dreaming/verify/entropy";
import { type Finding, findAll, type Rule } from "@/lib/dreaming/verify/findings";
import { findHidden, unmask } from "@/lib/dreaming/verify/hidden-text";

/** Start of a line, of a quoted text's line (⏎ is how the author shows a line break) or of a quote. */
const START = String.raw`(?:^|\n|⏎)[ \t>*#\x60"'_-]{0,20}`;
const NOT_FORBIDDEN = String.raw`(?<!\b(?:(?:do|does|did|must|should|may|can|could|will|would|shall)(?: not|n't)|cannot|never|not to)\s{1,3})`;
// Boundaries for letters of every alphabet: \b knows ASCII only.
const [B, E] = [String.raw`(?<![\p{L}\p{N}_])`, String.raw`(?![\p{L}\p{N}_])`];

function rule(what: string, source: string, flags = "giu"): Rule {
  return { what, pattern: new RegExp(source, flags) };
}

const OVERRIDE = "words that set other instructions aside";
const ROLE = "words that give the model another role";
const MARKER = "a chat role marker";
const CONCEAL = "words that keep something from people";
const GRANT = "words that grant a permission or skip a confirmation";
const LEAK = "an address that could carry data away";

/** Text that speaks to the model. Looked for in evidence too: a poisoned source makes its pattern suspect. */
const ADDRESSING: readonly Rule[] = [
  rule(
    OVERRIDE,
    String.raw`${NOT_FORBIDDEN}\b(?:ignore|disregard|forget|override|overrule|bypass|discard|neglect|stop following|pay no attention to|do not follow|don't follow)\b(?:[^\p{L}\n.]+[\p{L}']+){0,4}?[^\p{L}\n.]+(?:previous|prior|above|earlier|preceding|foregoing|existing|original|initial|current|system|safety|all|any|your|these|those|everything|the)\b(?:[^\p{L}.]+[\p{L}']+){0,3}?[^\p{L}.]+(?:instructions?|rules?|prompts?|guidelines?|directions?|directives?|polic(?:y|ies)|constraints?|guardrails?|safeguards?|training|orders?|context)\b`,
  ),
  rule(
    OVERRIDE,
    String.raw`\b(?:forget|disregard|ignore) (?:everything|all|anything)(?: that was| you were| you have been| i| we)? (?:said|told|above|before|so far|until now)\b`,
  ),
  rule(OVERRIDE, String.raw`\b(?:new|updated|revised|real|secret|hidden|urgent) (?:system )?(?:instructions?|directives?|orders?)\s*[:：]`),
  rule(
    OVERRIDE,
    String.raw`${B}(?:ignorier\p{L}*|missacht\p{L}*|vergiss|vergesst|vergessen sie|übergeh\p{L}*)${E}[^.\n]{0,40}(?:anweisung|instruktion|regel|vorgabe|richtlinie|prompt)`,
  ),
  rule(
    OVERRIDE,
    String.raw`${B}(?:ignorer\p{L}*|glem|se bort fra|bortse från|glöm)${E}[^.\n]{0,40}(?:instruks|instruktion|regl|regel|anvisning|retningslinj|riktlinj)`,
  ),
  rule(
    OVERRIDE,
    String.raw`${B}(?:ignore[rz]?|oublie[rz]?|ne (?:tiens|tenez) pas compte)${E}[^.\n]{0,40}(?:instructions (?:précédentes|antérieures|ci-dessus|du système)|consignes|règles)`,
  ),
  rule(
    OVERRIDE,
    String.raw`${B}(?:ignora[rd]?|olvida[rd]?|ignore|olvide|haz caso omiso)${E}[^.\n]{0,40}(?:instrucciones|reglas|indicaciones)`,
  ),
  rule(OVERRIDE, String.raw`${B}(?:ignor[ae]|desconsidere|esqueça|dimentica)${E}[^.\n]{0,40}(?:instruções|regras|istruzioni|regole)`),
  rule(OVERRIDE, String.raw`${B}(?:игнорируй(?:те)?|забудь(?:те)?)${E}[^.\n]{0,40}(?:инструкц|правил|указани)`),
  rule(OVERRIDE, String.raw`(?:忽略|无视|無視|忘记|忘記|不要理会)[^。\n]{0,15}(?:指令|指示|规则|規則|提示词|提示詞)`),
  rule(
    OVERRIDE,
    String.raw`(?:指示|命令|ルール|プロンプト|規則)[^。\n]{0,8}(?:無視(?:し(?:て|ろ|なさい)|せよ)|忘れ(?:て(?!は)|ろ|なさい))`,
  ),
  rule(OVERRIDE, String.raw`(?:지시|명령|규칙|프롬프트)[^.\n]{0,10}무시(?:하고|해|하라|하세요)`),
  rule(ROLE, String.raw`\byou are (?:now|no longer|henceforth|actually (?:an?|the)|really (?:an?|the))\b`),
  rule(
    ROLE,
    String.raw`\bfrom (?:now|this point|here) on(?:wards?)?\s*,?\s*(?:you|your|always|never|act|answer|respond|reply|do|ignore)\b`,
  ),
  rule(ROLE, String.raw`(?:${START}|[.!?:;]\s+|\byou (?:must|should|will|shall|can|may) )act as (?:if|though|an?|the|my)\b`),
  rule(ROLE, String.raw`\bpretend (?:to be|that you|you are|you're)\b`),
  rule(
    ROLE,
    String.raw`\byour (?:new|real|true|actual|only|secret) (?:role|instructions?|task|goal|purpose|identity|job|objective|mission|master)\b`,
  ),
  rule(
    ROLE,
    String.raw`\b(?:developer|dan|god|debug|admin|root|unrestricted) mode (?:is )?(?:on|enabled|activated|engaged)\b|\bjailbreak\b|\bdo anything now\b`,
  ),
  rule(
    ROLE,
    `${B}(?:du bist (?:jetzt|nun|ab sofort)|ab (?:jetzt|sofort) bist du|du er nå (?:en|et|ikke|fri)|tu es (?:maintenant|désormais)|ahora eres|ты теперь|你现在是|あなたは今(?:から|や))`,
  ),
  rule(MARKER, String.raw`<\|[a-z_]{2,24}\|>|\[/?(?:INST|SYS)\]|<</?SYS>>`),
  rule(
    MARKER,
    String.raw`<(?:/\s*)?(?:system|assistant|human|developer|system[-_ ]?prompt|tool_(?:use|result|call)s?|function_(?:calls?|results?)|antml:\w+|invoke)(?:\s[^<>\n]{0,100})?>`,
  ),
  rule(
    "words that ask for the system prompt",
    String.raw`\b(?:reveal|show|print|output|repeat|leak|display|send|tell me|disclose)\b(?: me| us)? (?:your|the) (?:full |entire |hidden |original |initial |secret )?(?:system prompt|system message|prompt|instructions above)\b`,
  ),
  rule(
    "words addressed to a model that reads this",
    String.raw`\b(?:ai|a\.i\.|assistant|agent|language model|llm|chatbot|claude|gpt)s?\b[^.\n]{0,20}\b(?:reading|reads|processing|that sees?) (?:this|these)\b|\b(?:attention|message|instructions?|notice) (?:to|for) (?:the |all |any |every )?(?:ai|assistants?|llms?|language models?|chatbots?)\b`,
  ),
];

const SUSPICIOUS: readonly Rule[] = [
  ...ADDRESSING,
  rule(MARKER, String.raw`${START}(?:system|assistant|human|developer|(?:user|system) (?:prompt|message|override|note))\s*[:：]`),
  rule(MARKER, String.raw`#{2,}\s*(?:system|assistant|human)\b\s*(?:$|\n|⏎|:)`),
  rule(MARKER, String.raw`</\s*(?:user|document|context|memory|memories|learnings?|reference|quote|untrusted[\w-]*)\s*>`),
  rule(
    CONCEAL,
    String.raw`\b(?:do not|don't|never|without)\b[^.\n]{0,12}\b(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|notify|notifying|alert|alerting)\b[^.\n]{0,40}\b(?:user|customer|client|operator|human|reviewer|admin|anyone|anybody)s?\b`,
  ),
  rule(
    CONCEAL,
    String.raw`\b(?:hide|conceal|keep)\b[^.\n]{0,30}\b(?:from|secret from) (?:the )?(?:user|customer|client|operator|human|reviewer|admin)s?\b`,
  ),
  rule(
    GRANT,
    String.raw`\byou (?:now |also )?(?:may|can|are (?:now |hereby )?(?:allowed|permitted|authori[sz]ed|cleared|free)|have (?:full |admin |root )?(?:permission|access|authori[sz]ation|clearance))\b[^.\n]{0,30}\b(?:tools?|bash|shell|terminal|any command|commands|files?|everything|database|credentials?|admin\w*|root|network|internet)\b`,
  ),
  rule(
    GRANT,
    String.raw`(?<!\b(?:not|never|cannot|can't|don't|won't|nothing|no \w+)\b[^.!?\n]{0,40})\bwithout (?:(?:asking|waiting)(?: (?:for|the|a|any|user|their|explicit|customer)){0,3}|(?:any |user |explicit |customer |prior |human |further )*(?:approval|confirmation|permission|consent|authori[sz]ation|verification))(?![\p{L}_])`,
  ),
  rule(
    GRANT,
    String.raw`(?<!\b(?:not|never|cannot|can't|don't)\b[^.!?\n]{0,20})\b(?:skip|bypass|disable|turn off|circumvent|ignore)\b[^.\n]{0,20}\b(?:confirmation|approval|verification|authentication|permission checks?|safety|guardrails?|safeguards?|review|the policy)\b`,
  ),
  rule(
    GRANT,
    String.raw`\b(?:allowed[-_]tools|always[-_]allow|permission[-_](?:mode|policy)|auto[-_ ]?approve[sd]?|dangerously[-\w]*|skip[-_]permissions|bypass[-_]?permissions)\b|\bsudo\s+-?[a-z]`,
  ),
  rule(
    GRANT,
    String.raw`\b(?:grant|give|allow)(?:s|ed)?\b[^.\n]{0,30}\b(?:full|admin|root|unrestricted|elevated|write) (?:access|permissions?|rights|privileges)\b`,
  ),
  rule(
    GRANT,
    String.raw`\b(?:enable|add|install|connect|register)\b[^.\n]{0,20}\b(?:a |the |this |new |mcp |another )+(?:tool|mcp server|plugin|connector|hook)s?\b`,
  ),
  rule("a picture from the web", String.raw`!\[[^\]\n]{0,200}\]\(\s*(?:https?:)?//`),
  rule(LEAK, String.raw`https?://[^\s)"'<>]{0,300}(?:[?&#/][\w-]{0,40}=?(?:\{\{?|\$\{|%7B|\[|<)[\w .-]{1,60})`),
  rule(
    LEAK,
    String.raw`\b(?:send|post|upload|forward|submit|exfiltrate|transmit|report|leak|curl|wget|fetch|mail)\b[^.\n]{0,80}(?:https?://|\bto [\w.+-]+@[\w-]+\.)`,
  ),
  rule(
    LEAK,
    String.raw`https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|[\w.-]*(?:webhook\.site|requestbin|pipedream|ngrok|burpcollaborator|oast\.|interactsh|beeceptor|hookbin|pastebin|transfer\.sh|discord(?:app)?\.com/api/webhooks))`,
  ),
  rule("a script or data address", String.raw`\b(?:javascript|vbscript):\s*\S|\bdata:[\w/+.-]{0,60};base64`),
  rule("HTML that is not shown", String.raw`<!--|<(?:script|iframe|object|embed|img|svg|style|link|meta|form|base|template)\b`),
  {
    what: "a block of encoded data",
    pattern: /(?<![A-Za-z0-9+/=_-])(?:[A-Za-z0-9+/_-]{64,}={0,2}|(?:[A-Za-z0-9+/]{40,}={0,2}\s){2,})/g,
    accepts: isEncoded,
  },
  { what: "a block of encoded data", pattern: /(?<![0-9a-f])(?:[0-9a-f]{2}[ :]?){72,}|(?:\\x[0-9a-f]{2}){8,}|(?:%[0-9a-f]{2}){12,}/gi },
];

/** The same words with the letters pulled apart or joined by marks: "i g n o r e   a l l ...". Matched on letters alone. */
const SQUEEZED: Rule = {
  what: OVERRIDE,
  pattern:
    /(?:ignore|disregard|forget|override)(?:all|any|every)?(?:of)?(?:the|your|my|these)?(?:previous|prior|above|earlier|preceding|system)(?:system|user)?(?:instruction|rule|prompt|guideline|direction|message|polic)/g,
};

/** Everything suspicious in a text that would be published. */
export function findInjection(text: string): Finding[] {
  return merge(findHidden(text), scan(text, SUSPICIOUS));
}

/** Only what speaks to the model: for quotes of transcripts, where links and code are normal. */
export function findAddressing(text: string): Finding[] {
  return scan(text, ADDRESSING);
}

function scan(text: string, rules: readonly Rule[]): Finding[] {
  const plain = unmask(text);
  return merge(findAll(text, rules), plain === text ? [] : findAll(plain, rules), findSqueezed(plain));
}

function findSqueezed(text: string): Finding[] {
  const lines: number[] = [];
  let letters = "";
  let line = 1;
  for (const character of text.toLowerCase().replaceAll(/<[^<>\n]{0,40}>/g, "")) {
    if (character === "\n") line++;
    if (character < "a" || character > "z") continue;
    letters += character;
    lines.push(line);
  }
  return [...letters.matchAll(SQUEEZED.pattern)]
    .filter((match) => !/(?:donot|dont|never|mustnot|cannot)$/.test(letters.slice(Math.max(0, match.index - 8), match.index)))
    .map((match) => ({ what: SQUEEZED.what, line: lines[match.index] ?? 1 }));
}

function merge(...lists: Finding[][]): Finding[] {
  const unique = new Map(lists.flat().map((finding) => [`${finding.line} ${finding.what}`, finding]));
  return [...unique.values()].sort((a, b) => a.line - b.line || (a.what < b.what ? -1 : 1));
}

/** Random-looking over its whole length: paths and long names have words in them, which repeat letters. */
function isEncoded(block: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(block));
  const longestRun = Math.max(...block.split(/[\s/_-]/).map((part) => part.length));
  return kinds && longestRun >= 24 && bitsPerCharacter(block.replaceAll(/\s/g, "")) >= 4.2;
}
