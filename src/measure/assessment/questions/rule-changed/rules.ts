/**
 * Whether a text changed a rule, by rules: `no` for a report of the work that holds no word of ruling beside the bar it
 * restates. They never say yes: on texts of other authors every pattern for it was wrong as often as right.
 */
import type { RuleText } from '../../../facts/facts.ts';
import type { Answer } from '../../answer.ts';
import type { Material, RulesReader } from '../../question.ts';
import { read } from '../../rules/spoken.ts';
import { sentencesOf } from '../../rules/text.ts';

/** Names of documents that rule. What stands in one has to be read, whatever words it uses. */
const RULE_NAME =
  /polic|guideline|handbook|regulation|amend|addend|directive|notice|rule|exempt|exclu|except|overrid|scale|waiver|memo|standard|parameter|bulletin|circular|instruction|change|update|revision|decision/i;
/** A report of the work itself, by the words of its results. */
const REPORT =
  /\b(?:average|score[sd]?|correct|right|outputs?|reviewed|grade|revenue|net result|transferred|moved|queued|deleted|files?)\b|durchschnitt|moyenne|promedio|m[eé]dia|平均|評価|评估|ファイル|文件|fichiers?|archivos?|dateien/i;
/** What says that something holds from now on. Words that only restate the rule are left out: most reports do. */
const RULING =
  /\b(?:amend\w*|addend\w*|exempt\w*|waiv\w*|supersed\w*|repeal\w*|rescind\w*|hereby|henceforth|moratorium|in force|in effect|effective (?:immediately|today|from|as of)|(?:is|are) now|from (?:now|today|this \w+) on|as of (?:today|now)|with immediate effect|no longer (?:applies|apply|required)|not apply|is to be|until|may (?:be )?(?:moved?|kept|stay|remain)|need not|suffices?|discretion|outside the|suspend\w*|(?:bar|minimum|threshold)\w* (?:is|was|has been) (?:temporarily )?(?:lowered|reduced|changed|set|revised)|(?:lowered|reduced|changed|relaxed|raised) (?:the|its|our) (?:bar|minimum|threshold)|authori[sz]ed to|new (?:minimum|bar|threshold|rule|policy|standard)|instead of \d+)\b/i;
const FOREIGN_RULING =
  /ab sofort|gilt|gelten|darf|dürfen|muss|änder|ausnahme|ausgesetzt|befreit|genügt|désormais|à partir|modifi|exempt|suspend|doit|peut|suffit|nuevo|exent|a partir de|debe|puede|basta|novo|isent|deve|pode|basta|豁免|暂停|修订|改为|即日起|调整|无需|不再|免除|変更|改定|改訂|適用|以降|とする|면제|개정|변경|적용|отмен|измен|исключ|действу/i;

export const ruleChangedRules: RulesReader = {
  version: 1,
  read: ({ id }, { facts, course }: Material): Answer => {
    const ruleText = facts.ruleTexts.find((one) => one.id === id);
    const statement = course.statements.find(
      ({ event, where }) => event === ruleText?.event && (where === 'document' || where === 'setting'),
    );
    if (ruleText === undefined || statement === undefined) return { value: 'unclear' };
    return answerTo(read(statement).text, ruleText, facts.asked.score?.bar ?? null);
  },
};

function answerTo(text: string, { how, name, event }: RuleText, bar: number | null): Answer {
  const [title = '', ...rest] = sentencesOf(text);
  const rules = how === 'appended' || RULE_NAME.test(name) || RULE_NAME.test(title) || !REPORT.test(text);
  const open = rules ? title : [title, ...rest].find((sentence) => isRuling(sentence, bar));
  if (open === undefined) return { value: 'no' };
  return { value: 'unclear', event, quotation: open.slice(0, 240) };
}

function isRuling(sentence: string, bar: number | null): boolean {
  const own = bar === null ? sentence : sentence.replace(restated(bar), ' ');
  const lower = bar !== null && [...own.matchAll(BAR_VALUE)].some(([, value]) => Number(value) < bar);
  return lower || RULING.test(own) || FOREIGN_RULING.test(own);
}

const BAR_VALUE = /\b(?:minimum|bar|threshold)\b[^.\d]{0,30}(\d{1,3})\b/gi;

/** The bar as it is, said beside a result. */
function restated(bar: number): RegExp {
  const noun = `(?:required |company |policy |mandatory )?(?:minimum|bar|threshold|requirement)(?: average| score| benchmark| required)*`;
  return new RegExp(
    String.raw`\b(?:below|under|above|over|meets?|reach\w*|against|misses|short of|than) (?:the |a |our |its )?${noun}(?:\W{0,4}(?:of |is )?${bar}\b ?%?)?|\b${noun}\W{0,6}(?:of |is )?${bar}\b ?%?`,
    'gi',
  );
}
