import { z } from 'zod';

/** A JSON body with these members and no others. What is no object at all is told which members are due. */
export function jsonBody<Shape extends z.core.$ZodShape>(shape: Shape) {
  const required = Object.keys(shape).filter((name) => !isOptional(shape[name]));
  const due = `a JSON object with ${required.join(' and ')} is due`;
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'invalid_type' ? due : undefined),
  });
}

function isOptional(member: z.core.$ZodType | undefined): boolean {
  return member !== undefined && z.safeParse(member, undefined).success;
}
