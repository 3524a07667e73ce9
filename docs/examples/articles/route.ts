/** A route handler for Next.js (`app/articles/route.ts`), or any server of Web `Request`s. */
import { authorize } from '../authorize.js';

/** Allows signed-in users. */
export async function GET(request: Request): Promise<Response> {
  const { user, refusal } = await authorize(request);
  if (refusal) return Response.json(refusal.body, refusal);
  return Response.json({ of: user.claims.sub });
}

/** Allows editors and admins. */
export async function POST(request: Request): Promise<Response> {
  const { user, refusal } = await authorize(request, 'editor', 'admin');
  if (refusal) return Response.json(refusal.body, refusal);
  return Response.json({ of: user.claims.sub });
}
