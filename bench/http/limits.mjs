/** The ratios that are required, by platform and contender. */
const LIMITS = {
  fastify: {
    '@Public()': [['ratio', 1.08]],
    'warm, 1,000 tokens': [['ratio', 1.4]],
    'warm, @Roles()': [['ratio', 1.45]],
    'cold RS256': [['addedToRaw', 1.6]],
    'cold HS256': [['added', 12]],
  },
  express: {
    '@Public()': [['ratio', 1.04]],
    'warm, 1,000 tokens': [['ratio', 1.08]],
  },
};

/** The limits of a result, and whether each is met. */
export function limitsOf(result) {
  const limits = LIMITS[result.platform]?.[result.name] ?? [];
  return limits.map(([what, most]) => ({
    text: `${what} ≤ ${most}`,
    isMet: result[what] <= most,
  }));
}
