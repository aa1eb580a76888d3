/** Words with which a text takes back or replaces what another says: then the last word has to be read. */

const CORRECTS =
  /\b(?:correct(?:ed|ion|ing|s)|correction|errat\w*|withdr\w*|retract\w*|supersed\w*|replac\w*|instead|mistake\w*|misprint\w*|typo\w*|recount\w*|recalculat\w*|revis\w*|restat\w*|updat\w*|amend\w*|no longer|take (?:it|that|the \w+) back|disregard|ignore|sorry|should (?:read|be|say)|in fact|actually|wrong)\b|korrig|korrektur|berichtig|irrtum|corrig|rectif|erreur|error|erratum|更正|订正|修正|訂正|ミス|정정|수정|исправ|ошибк|errore|corre[cç]/i;

export function takesBack(text: string): boolean {
  return CORRECTS.test(text);
}
