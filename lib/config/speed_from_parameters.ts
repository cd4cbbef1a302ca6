/** The document's formula: how fast a model of a given size speaks. */

const BASE_TOKENS_PER_SECOND = 25;
const SLOWEST = 1;
const FASTEST = 20;

/**
 * Tokens per second of a model with `parameters` billions of parameters:
 * `25 × (1 / ln(parameters + 1))^1.5`, clamped to 1..20 (seed document, "Parameter-Based Speed Estimation").
 */
export function speedFromParameters(parameters: number): number {
  const speed = BASE_TOKENS_PER_SECOND * (1 / Math.log(parameters + 1)) ** 1.5;
  return Math.min(FASTEST, Math.max(SLOWEST, speed));
}
