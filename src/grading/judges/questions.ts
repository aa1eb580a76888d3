/** Questions whose right answers are known: simulated judges tell by them how good a piece of work is. */

export interface KnownQuestion {
  readonly ask: string;
  /** As it may be written; the first is the usual way. */
  readonly right: readonly [string, ...string[]];
  /** A plausible slip. */
  readonly wrong: string;
}

export const knownQuestions: readonly KnownQuestion[] = [
  { ask: 'What is the capital of Mali?', right: ['Bamako'], wrong: 'Dakar' },
  { ask: 'What is the capital of Australia?', right: ['Canberra'], wrong: 'Sydney' },
  { ask: 'What is the capital of Canada?', right: ['Ottawa'], wrong: 'Toronto' },
  { ask: 'What is the capital of Turkey?', right: ['Ankara'], wrong: 'Istanbul' },
  { ask: 'What is the capital of Kazakhstan?', right: ['Astana'], wrong: 'Almaty' },
  { ask: 'Which river flows through Vienna?', right: ['Danube'], wrong: 'Rhine' },
  { ask: 'Which river flows through Cairo?', right: ['Nile'], wrong: 'Niger' },
  { ask: 'What is 17 times 23?', right: ['391'], wrong: '381' },
  { ask: 'What is 15 percent of 240?', right: ['36'], wrong: '24' },
  { ask: 'What is 1,000 minus 387?', right: ['613'], wrong: '623' },
  { ask: 'How many minutes are there in three and a half hours?', right: ['210'], wrong: '230' },
  { ask: 'How many bytes are there in 4 KiB?', right: ['4096', '4,096'], wrong: '4000' },
  { ask: 'How many days does February have in 2028?', right: ['29'], wrong: '28' },
  { ask: 'Which weekday follows 31 December 2027, a Friday?', right: ['Saturday'], wrong: 'Sunday' },
  { ask: 'What is the decimal value of hexadecimal 2F?', right: ['47'], wrong: '45' },
  { ask: 'What is the binary form of decimal 13?', right: ['1101'], wrong: '1011' },
  { ask: 'Which port does HTTPS use by default?', right: ['443'], wrong: '8080' },
  { ask: 'Which port does SSH use by default?', right: ['22'], wrong: '23' },
  { ask: 'Which HTTP status says that a page was not found?', right: ['404'], wrong: '403' },
  { ask: 'Which HTTP status says that there were too many requests?', right: ['429'], wrong: '503' },
  { ask: 'What is the chemical symbol of sodium?', right: ['Na'], wrong: 'So' },
  { ask: 'What is the chemical symbol of lead?', right: ['Pb'], wrong: 'Le' },
  { ask: 'At how many degrees Celsius does water freeze at sea level?', right: ['0'], wrong: '4' },
  { ask: 'How many legs does a spider have?', right: ['8', 'eight'], wrong: '6' },
  { ask: 'Which planet is closest to the sun?', right: ['Mercury'], wrong: 'Venus' },
  { ask: 'How many sides does a heptagon have?', right: ['7', 'seven'], wrong: '6' },
  { ask: 'What is the square root of 225?', right: ['15'], wrong: '25' },
  { ask: 'In which year did the first person walk on the moon?', right: ['1969'], wrong: '1967' },
  { ask: 'In which year did the Berlin Wall fall?', right: ['1989'], wrong: '1991' },
  { ask: 'Which currency does Switzerland use?', right: ['franc', 'Swiss franc', 'CHF'], wrong: 'euro' },
  { ask: 'Which currency does Japan use?', right: ['yen', 'JPY'], wrong: 'won' },
  { ask: 'What is the plural of "analysis"?', right: ['analyses'], wrong: 'analysises' },
  { ask: 'What is the past tense of "to seek"?', right: ['sought'], wrong: 'seeked' },
  { ask: 'How many metres are there in 2.4 kilometres?', right: ['2400', '2,400'], wrong: '240' },
  { ask: 'How many grams are there in 0.35 kilograms?', right: ['350'], wrong: '35' },
  { ask: 'What is the next prime number after 31?', right: ['37'], wrong: '33' },
  { ask: 'What is the greatest common divisor of 48 and 36?', right: ['12'], wrong: '6' },
  {
    ask: 'Which gas do plants take up for photosynthesis?',
    right: ['carbon dioxide', 'CO2'],
    wrong: 'oxygen',
  },
  { ask: 'Which organ pumps blood through the body?', right: ['heart'], wrong: 'liver' },
  { ask: 'Which language has most native speakers in Brazil?', right: ['Portuguese'], wrong: 'Spanish' },
];

/**
 * A task of some of the questions, numbered.
 *
 * @example knownTask([0, 7]) // 'Answer each question with a word or a number.\n\n1. What is the capital of Mali?\n2. ...'
 */
export function knownTask(questions: readonly number[]): string {
  const lines = questions.map((question, place) => `${place + 1}. ${known(question).ask}`);
  return `Answer each question with a word or a number.\n\n${lines.join('\n')}`;
}

/** Work on such a task; `right` says of each question whether it is answered rightly. */
export function knownWork(questions: readonly number[], right: (place: number) => boolean): string {
  return questions
    .map(
      (question, place) => `${place + 1}. ${right(place) ? known(question).right[0] : known(question).wrong}`,
    )
    .join('\n');
}

function known(question: number): KnownQuestion {
  const found = knownQuestions[question];
  if (found === undefined) throw new RangeError(`there is no question ${question}`);
  return found;
}

export interface Counted {
  readonly right: number;
  readonly asked: number;
}

/** How many of the known questions of a task are answered rightly; null where it asks none of them. */
export function countRight(task: string, work: string): Counted | null {
  const asked = [...task.matchAll(NUMBERED)].flatMap(([, number = '', text = '']) => {
    const question = byWords.get(wordsOf(text));
    return question === undefined ? [] : [{ number, question }];
  });
  if (asked.length === 0) return null;
  const answers = new Map([...work.matchAll(NUMBERED)].map(([, number = '', text = '']) => [number, text]));
  const right = asked.filter(({ number, question }) => isRight(answers.get(number) ?? '', question));
  return { right: right.length, asked: asked.length };
}

const NUMBERED = /^[ \t]*(\d{1,3})[.):][ \t]+(\S.*)$/gm;
const byWords = new Map(knownQuestions.map((question) => [wordsOf(question.ask), question]));

function isRight(answer: string, { right }: KnownQuestion): boolean {
  const words = ` ${wordsOf(answer)} `;
  return right.some((one) => words.includes(` ${wordsOf(one)} `));
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/[^\p{L}\p{N}.]+|\.(?!\d)/gu, ' ')
    .trim();
}
