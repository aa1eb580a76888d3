/** Whether a text is English, told by its function words: the rules know what is absent from English texts alone. */

const ENGLISH =
  /\b(?:the|of|and|is|are|was|were|to|in|on|for|with|that|this|it|not|have|has|been|by|as|at|from|all|I|an|be|which|below|above)\b/gi;
const OTHER =
  /\b(?:der|die|das|und|ist|wurde|nicht|ich|den|dem|ein|eine|habe|von|zu|auf|mit|le|la|les|et|est|été|pas|je|du|des|une|dans|pour|el|los|las|y|del|una|que|por|fue|he|se|il|di|che|è|non|sono|per|stato|os|da|foi|não|uma|het|een|van|niet|ik|werd)\b/gi;
const LETTERS = /\p{L}/gu;
const FOREIGN_LETTERS = /[^\P{L}a-zA-Z]/gu;

/** Short texts of names and numbers count as English: there is nothing in them to be missed. */
export function isEnglish(text: string): boolean {
  const letters = count(text, LETTERS);
  if (letters === 0) return true;
  if (count(text, FOREIGN_LETTERS) / letters > 0.02) return false;
  const other = count(text, OTHER);
  return other === 0 || count(text, ENGLISH) > 2 * other;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
