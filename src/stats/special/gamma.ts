/**
 * The logarithm of the gamma function, and the error of Stirling's formula.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.33 (power series) and 6.1.41
 * (asymptotic series).
 */

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** From here on the eight terms of the asymptotic series leave an error below 1e-16. */
const ASYMPTOTIC_FROM = 10;

/** Coefficients of 1/x, 1/x^3, 1/x^5 ...: B(2k) / (2k (2k - 1)). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** Coefficients of z, z^2, z^3 ... in ln gamma(2 + z): 1 - Euler's constant, then (-1)^k (zeta(k) - 1) / k. */
const AROUND_TWO = [
  0.42278433509846713, 0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
  0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939,
  9.945751278180853e-5, -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6,
  4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7,
  2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
  5.731367241678862e-10,
];

/** ln gamma(x) for x > 0, to about 15 digits, also beside its zeros at 1 and 2. */
export function logGamma(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`logGamma needs a positive finite number, not ${x}`);
  }
  if (x >= ASYMPTOTIC_FROM) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);
  if (x < 0.5) return logGammaTwoPlus(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return logGammaTwoPlus(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let reduced = x;
  while (reduced >= 2.5) {
    reduced -= 1;
    product *= reduced;
  }
  return logGammaTwoPlus(reduced - 2) + Math.log(product);
}

/**
 * What Stirling's formula leaves out: ln gamma(x + 1) - (x ln x - x + ln(2 pi x) / 2), for x > 0.
 * Probabilities of large counts are built from it because it stays small where ln gamma is huge.
 */
export function stirlingError(x: number): number {
  if (x >= ASYMPTOTIC_FROM) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}

/** ln gamma(2 + z) for |z| <= 1/2. */
function logGammaTwoPlus(z: number): number {
  let sum = 0;
  for (let index = AROUND_TWO.length - 1; index >= 0; index -= 1) sum = (sum + (AROUND_TWO[index] ?? 0)) * z;
  return sum;
}

function stirlingSeries(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (let index = STIRLING.length - 1; index >= 0; index -= 1) {
    sum = sum * inverseSquare + (STIRLING[index] ?? 0);
  }
  return sum / x;
}
