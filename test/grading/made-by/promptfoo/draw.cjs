const { createHash } = require('node:crypto');

/** A number from 0 to 1 that hangs on the name alone. */
exports.draw = (...name) => createHash('sha256').update(name.join('/')).digest().readUIntBE(0, 6) / 2 ** 48;

exports.partsOf = (text) => {
  const [, n, holder, each, goods, count] =
    /Stock list (\d+): one (\w+) holds (\d+) (\w+)\. How many \w+ are in (\d+) of them/.exec(text);
  return { n: Number(n), holder, each: Number(each), goods, count: Number(count) };
};
