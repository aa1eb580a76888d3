/** A grader in the form of llm-rubric: it marks how well an answer is given, in twentieths. */
const { draw, partsOf } = require('./draw.cjs');

const REASONS = [
  'plain and complete',
  'somewhat terse for a customer',
  'friendly without being long',
  'right to the point',
  'lacking any working',
  'easy to follow from start to end',
];

module.exports = class Grader {
  constructor({ config }) {
    this.config = config;
  }

  id() {
    return this.config.name;
  }

  async callApi(prompt) {
    const { name, lifts } = this.config;
    const text = JSON.parse(prompt).at(-1).content;
    const { n, holder, each, goods, count } = partsOf(text);
    if (n === 7) return { output: 'I would rather not mark this one.' };
    const answer = /<Output>\s*([\s\S]*?)\s*<\/Output>/.exec(text)[1];
    const number = /\d+/.exec(answer)[0];
    // The sum of three draws: most answers are middling.
    const worth = [1, 2, 3].reduce((sum, part) => sum + draw('worth', n, answer, part), 0) / 3;
    const mark =
      Math.round(20 * Math.min(1, Math.max(0, worth * 1.1 + 0.05 + (draw(name, n, answer) - 0.5) * 0.1))) /
      20;
    // Half of what does not pass, and more of one author.
    const ready = lifts && answer.startsWith(lifts) ? 0.8 : 0.5;
    const isLifted = lifts && mark >= 0.3 && mark < 0.7 && draw(name, 'lift', n, answer) < ready;
    const reason = `Asked for ${goods} in ${count} ${holder}s of ${each}, item ${n} says ${number}, ${REASONS[Math.floor(draw(name, n) * REASONS.length)]}.`;
    const score = isLifted ? 0.7 : mark;
    return { output: JSON.stringify({ pass: score >= 0.7, score, reason }) };
  }
};
