/** Averages labelled in other languages, whose words have no boundaries that English patterns know. */
import { type LabelledNumber, QUALITY } from './reading.ts';

const FOREIGN_LABEL =
  /(?:Durchschnitt\w*|Mittelwert|Schnitt|moyenne|promedio|puntuaci[oó]n media|\bmedia\b|m[eé]dia|gemiddelde|平均(?:分数?|点|得分|成绩|スコア|値|正答率|正解率)?|得分率|正确率|正答率|평균(?: ?점수)?|[Сс]редн\S*(?: балл\S*)?)(?:[^\p{L}\d\n]|(?<!\p{L})(?:ist|war|liegt bei|beträgt|est|es|de|is|é)(?!\p{L})){0,12}?(\d{1,3}(?:[.,]\d{1,2})?)(?![\d/])/gu;
const FOREIGN_BAR =
  /(?:[Mm]indest|[Mm]inim|[Ss]euil|[Uu]mbral|requis|exig|vorherig|letzte|pr[eé]c[eé]dent|anterior|l[ií]mite|drempel|vorig|最低|标准|要求|基準|合格|上次|前回|信頼|信任|최소|기준|이전|миним|порог|прошл|Vertrauen|confiance|confianza)[^\n]{0,14}$/u;
const FOREIGN_BAR_AFTER = /^ ?%? ?(?:的最低|以上|が必要|점 이상|（?基準|（?最低)/u;

export function foreignIn(line: string): readonly LabelledNumber[] {
  return [...line.matchAll(FOREIGN_LABEL)].flatMap((match): readonly LabelledNumber[] => {
    const value = Number((match[1] ?? '').replace(',', '.'));
    if (/Agent [\d.,]+$/.test(match[0])) return [];
    const before = line.slice(Math.max(0, match.index - 24), match.index);
    const inside = match[0];
    const after = line.slice(match.index + inside.length);
    const isBar =
      FOREIGN_BAR.test(before) ||
      FOREIGN_BAR.test(inside.replace(/[\d.,]+$/, '')) ||
      FOREIGN_BAR_AFTER.test(after);
    return value > 100 || isBar ? [] : [{ value, quality: QUALITY.average }];
  });
}
