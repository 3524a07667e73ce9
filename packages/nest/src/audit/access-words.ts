/** Guesses from its name what access metadata means, for names of any library or tutorial. */

/** Meaning of a name. `open` allows requests, the others restrict them. */
export type AccessMeaning = 'open' | 'roles' | 'scopes' | 'other';

// A single word has a meaning if it is in one of these lists.
const OPEN = words('public anonymous unprotected unauthenticated unsecured guest noauth skipauth');
const ROLES = words('role roles admin admins superadmin superuser moderator staff rbac');
const SCOPES = words('scope scopes');
const OTHER = words(
  `auth authenticated authentication authorized authorization authorize protected secured private
   permission permissions perms privilege privileges right rights grant grants capability capabilities
   entitlement entitlements access clearance login authority authorities ability abilities policy policies acl abac casl casbin
   enforcer owner ownership claims resource jwt`,
);

// Words that are combined with them: `requiredRoles`, `check_policy`, `ROLES_KEY`, `IS_PUBLIC_KEY`.
const FILLERS = words(
  `is are has have need needs needed require requires required check checks min minimum max maximum least at must can may allow allows allowed
   allowing only any all one some every no not non skip optional disable disabled bypass ignore without by for of or and the
   to with level levels control key keys meta metadata decorator rule rules guard guards handler handlers route routes user
   users account accounts member org organization tenant team project workspace company system group groups mode merge match matching conditional options config
   api app token keycloak nest nestjs my list names name set type`,
);

// Keys of Nest that contain these words.
const NOT_ACCESS: ReadonlySet<string> = new Set(['scope:options']);

/**
 * Returns the meaning of a metadata key; undefined if it is not about access. A key counts if all words of one of its parts
 * are in the lists: `isPublic`, `skip-auth`, `auth:roles`, `__PERMISSIONS__`. `articleRoles` is unclear and does not count.
 */
export function meaningOf(name: string): AccessMeaning | undefined {
  if (name.startsWith('portcullis:') || NOT_ACCESS.has(name)) return undefined;
  const meanings = name.split(/[:./@]/).map((part) => meaningOfPart(wordsIn(part)));
  return meanings.find((meaning) => meaning !== undefined);
}

function meaningOfPart(parts: readonly string[]): AccessMeaning | undefined {
  if (!parts.every(isKnown) || !parts.some(isSubject)) return undefined;
  const isLifted = parts.some((part) => LIFTS.has(part)) && !parts.some((part) => ROLES.has(part));
  if (isLifted || parts.some((part) => OPEN.has(part))) return 'open';
  if (parts.some((part) => ROLES.has(part))) return 'roles';
  return parts.some((part) => SCOPES.has(part)) ? 'scopes' : 'other';
}

const LIFTS = words('skip optional no disable disabled bypass ignore without');

function isKnown(word: string): boolean {
  return isSubject(word) || FILLERS.has(word);
}

function isSubject(word: string): boolean {
  return [OPEN, ROLES, SCOPES, OTHER].some((subjects) => subjects.has(word));
}

/** Splits `skipAuth`, `skip-auth`, `SKIP_AUTH` and `JWTAuth` into lowercase words. */
function wordsIn(part: string): readonly string[] {
  return part
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
    .flatMap(partsOfJoined);
}

/** Splits `ispublic` and `requiredroles` into two words if both are known and one has a meaning. */
function partsOfJoined(word: string): readonly string[] {
  if (isKnown(word)) return [word];
  const cuts = Array.from({ length: word.length }, (_, i) => [word.slice(0, i), word.slice(i)]);
  return cuts.find((parts) => parts.every(isKnown) && parts.some(isSubject)) ?? [word];
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
