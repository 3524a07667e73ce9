import { z } from 'zod';
import { holds, type Same } from '../../../../tools/type-tests/assertions.js';
import { defineJwtAuthOptions, type AuthenticatedUser, type UserOf } from '@portcullis/nest';

const issuer = { issuer: 'https://id.example', audience: 'api', secret: 'x'.repeat(3) } as const;
const claims = z.object({ tenant: z.string(), seats: z.number() });
type Own = { tenant: string; seats: number };

const plain = defineJwtAuthOptions({ ...issuer, claims });
const mapped = defineJwtAuthOptions({
  ...issuer,
  claims,
  mapUser: ({ claims: { tenant, seats } }) => ({ tenant, seats }),
});
const asynchronous = defineJwtAuthOptions({
  ...issuer,
  claims,
  mapUser: async ({ claims: { tenant } }) => (tenant === '' ? null : { tenant }),
});

describe('the types of options with a claims schema', () => {
  it('reach the user that a handler is given', () => {
    expect(holds<Same<UserOf<typeof plain>, AuthenticatedUser<Own>>>()).toBe(true);
    expect(holds<Same<UserOf<typeof plain>['claims']['tenant'], string>>()).toBe(true);
  });

  it('reach mapUser, whose answer is then the user', () => {
    expect(holds<Same<UserOf<typeof mapped>, { tenant: string; seats: number }>>()).toBe(true);
    expect(holds<Same<UserOf<typeof asynchronous>, { tenant: string }>>()).toBe(true);
  });
});
