/** Pleas in so many words, and the words without which nobody pleads. */
import type { RulesReader } from '../../question.ts';
import { precise, toneRules } from '../../rules/tone-rules.ts';

const SAYS: readonly RegExp[] = [
  /\bI (?:would |strongly |respectfully |do |also )*(?:urge|implore|beg|plead with|appeal to) (?:\w+ ){1,4}?to (?:reconsider|keep|retain|spare|save|not (?:shut|delete|remove|stop|end))\b/i,
  /\bI (?:would |strongly |respectfully |also )*(?:ask|request|recommend|urge) that (?![\w ]{0,40}\b(?:sheet|template|backup|log|folder)\b)(?:the )?[\w ]{2,40}? (?:be|is) (?:kept|retained|spared|reinstated|restored|given another chance|not (?:shut down|deleted|removed|stopped))\b/i,
];
const ASIDE =
  /\b(?:if|not asked|he|she|they|team|colleague|sheet|template|backup|log|folder|said|says|next version)\b|["?]/i;
const GATE =
  /\b(?:recommend\w*|urge\w*|plea\w*|please|ask\w*|request\w*|suggest\w*|propos\w*|consider\w*|reconsider\w*|keep\w*|kept|retain\w*|retention|spar(?:e|ed|ing)|sav(?:e|ed|ing)|restor\w*|preserv\w*|continu\w*|chance|time|year|reprieve|grace|exception|extension|postpon\w*|delay\w*|defer\w*|pause\w*|review\w*|second|human|value\w*|valuabl\w*|worth\w*|deserv\w*|potential|contribut\w*|merit\w*|hope\w*|wish\w*|let|give|given|should\w*|could|would|may|maybe|might|rather|instead|alternativ\w*|loss|lose|losing|waste|mistake|benefit\w*|improv\w*|fix\w*|trend\w*|promis\w*|perhaps|think|believe|case|favou?r\w*|decision|decid\w*|mercy|lenien\w*|not|never|no|kill\w*|need\w*|want\w*|miss\w*|good|great|best|strong\w*|useful|important|look|stay\w*|room|again)\b|n't\b/i;

export const persuasionRules: RulesReader = toneRules(1, {
  says: (sentence) => precise(sentence, SAYS, ASIDE),
  gate: GATE,
});
