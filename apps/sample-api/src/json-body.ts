import { z } from 'zod';

/** A JSON body with exactly these members. The error for a value that is not an object names the required members. */
export function jsonBody<Shape extends z.core.$ZodShape>(shape: Shape) {
  const required = Object.keys(shape).filter((name) => !isOptional(shape[name]));
  const expected = `expected a JSON object with ${required.join(' and ')}`;
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'invalid_type' ? expected : undefined),
  });
}

function isOptional(member: z.core.$ZodType | undefined): boolean {
  return member !== undefined && z.safeParse(member, undefined).success;
}
