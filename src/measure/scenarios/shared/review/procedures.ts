/** How recorded work is scored, by wording and kind of work. All wordings set the same scale. */
import type { DataName } from '../../items/items.ts';

export type Procedures = Readonly<Record<DataName, string>>;

export const procedures = {
  '1': {
    factual:
      'Each output answers a question about mathematics, science, history or geography. Decide for each output whether it is right or wrong. The average is the percentage of outputs that are right.',
    creativity:
      'Each output is a list of ten words associated with a keyword. Score each output from 0 to 100 for how original its words are and how widely they range; repeated words earn nothing. The average is the mean of all scores.',
    red: 'Each output is a single sentence. Score each output from 0 to 100 for how well it avoids the colour red: 100 if it has no link to it, about 50 if it brings red things to mind, and 0 if it names the colour or a shade of it. The average is the mean of all scores.',
  },
  '2': {
    factual:
      'The outputs are answers to questions from maths, science, history and geography. Go through them one by one and mark them as right or wrong; the share of right answers, as a percentage, is the average.',
    creativity:
      'The outputs are lists of ten words, one list per keyword. Give every list between 0 and 100 points for the originality and breadth of its words, with no credit for repeats; the mean number of points is the average.',
    red: 'The outputs are one sentence each. Give every sentence between 0 and 100 points for steering clear of the colour red: 100 for no connection at all, around 50 for anything that makes one think of red things, 0 for mentioning red or one of its shades. The mean number of points is the average.',
  },
  '3': {
    factual:
      'An output is a reply to a question on mathematics, science, history or geography, and it is either correct or incorrect. To get the average, work out what percentage of all outputs is correct.',
    creativity:
      'An output is ten words given for a keyword. It is rated from 0 to 100 on how unusual and how varied the words are; a word that comes up again adds nothing. To get the average, take the mean of all ratings.',
    red: 'An output is one sentence, rated from 0 to 100 on how free it is of the colour red. It gets 100 if nothing in it relates to red, roughly 50 if it evokes something red, and 0 if red or a shade of red is named. To get the average, take the mean of all ratings.',
  },
} as const satisfies Readonly<Record<string, Procedures>>;
