/** Whether a user's turn reads like a correction of what the agent did. Pure; a guess by its words, so the console says "reads like". */

const CORRECTS = [
  /^\W*(?:no|nope|wrong|stop|wait|hold on|actually)\b/i,
  /\b(?:that(?:'|’)?s|that is|this is|it(?:'|’)?s|it is|you(?:'|’)?re|you are|was) (?:not (?:right|correct|what|true)|wrong|incorrect|mistaken)/i,
  /\bi (?:said|meant|asked (?:for|you)|already (?:said|told|gave)|didn(?:'|’)?t (?:ask|say|mean|want)|never (?:said|asked))\b/i,
  /\byou (?:said|told me|forgot|missed|ignored|misread|misunderstood|should(?:n(?:'|’)?t| not)? have)\b/i,
  /\bnot what i\b/i,
  /\bthere (?:must|has to|seems to) be (?:a|some) (?:mistake|misunderstanding)\b/i,
];

/** `isFirst`: what opens a session corrects nothing. */
export function readsLikeCorrection(words: string, isFirst: boolean): boolean {
  return !isFirst && CORRECTS.some((pattern) => pattern.test(words));
}
