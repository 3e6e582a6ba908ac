// Logarithm, exponential and the quantiles of the normal distribution from nothing but +, -, *, / and square root,
// which every platform rounds alike. Good to about nine digits, which is far more than a delay in microseconds needs.

/**
 * The natural logarithm of a positive number.
 *
 * @example ln(2) // 0.693147…
 */
export function ln(value: number): number {
  let mantissa = value;
  let exponent = 0;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT2 / 2) {
    mantissa *= 2;
    exponent--;
  }
  // ln m = 2 (z + z³/3 + z⁵/5 + …) with z = (m - 1) / (m + 1), at most 0.172 here.
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  for (let n = 19; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return 2 * z * sum + exponent * Math.LN2;
}

/**
 * e to the power of a number from -700 to 700.
 *
 * @example exp(1) // 2.71828…
 */
export function exp(value: number): number {
  const exponent = Math.round(value / Math.LN2);
  const rest = value - exponent * Math.LN2;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * rest) / n;
  let scale = 1;
  for (let n = Math.abs(exponent); n > 0; n--) scale *= 2;
  return exponent < 0 ? sum / scale : sum * scale;
}

/**
 * The value that a standard normal variable stays below with this probability (0 < p < 1), by P. J. Acklam's
 * rational approximation; its relative error is below 1.2e-9.
 *
 * @example normalQuantile(0.975) // 1.95996…
 */
export function normalQuantile(p: number): number {
  if (p > 0.97575) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * ln(p));
    return polynomial(TAIL_TOP, q) / (polynomial(TAIL_BOTTOM, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(MIDDLE_TOP, r) * q) / (polynomial(MIDDLE_BOTTOM, r) * r + 1);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

const MIDDLE_TOP = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const MIDDLE_BOTTOM = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const TAIL_TOP = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BOTTOM = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
