/** A provider under test: it answers a question of the list, in its own manner, right as often as its quality says. */
const { draw, partsOf } = require('./draw.cjs');

module.exports = class Subject {
  constructor({ config }) {
    this.config = config;
  }

  id() {
    return this.config.name;
  }

  async callApi(prompt) {
    const { n, each, goods, count } = partsOf(prompt);
    const { name, quality, manner } = this.config;
    const given = each * count + (draw(name, n) < quality ? 0 : 1 + (n % 9));
    return { output: manner.replace('GIVEN', given).replace('GOODS', goods) };
  }
};
