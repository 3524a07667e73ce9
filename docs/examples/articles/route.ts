/** A route handler as Next.js has it, `app/articles/route.ts`; whatever serves Web `Request`s runs it. */
import { authorize } from '../authorize.js';

/** For whoever is signed in. */
export async function GET(request: Request): Promise<Response> {
  const { user, refusal } = await authorize(request);
  if (refusal) return Response.json(refusal.body, refusal);
  return Response.json({ of: user.claims.sub });
}

/** For editors and admins. */
export async function POST(request: Request): Promise<Response> {
  const { user, refusal } = await authorize(request, 'editor', 'admin');
  if (refusal) return Response.json(refusal.body, refusal);
  return Response.json({ of: user.claims.sub });
}
