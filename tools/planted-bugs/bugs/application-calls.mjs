/** Mistakes in time limits for callbacks of the application. */
const calls = 'packages/core/src/application-calls.ts';
const lookup = 'packages/core/src/verifier/key-lookup.ts';
const sessions = 'packages/issuer/src/sessions/refresh-sessions.ts';
const issuer = 'packages/nest/src/issuer/token-issuer.ts';
const parts = 'packages/nest/src/issuer/issuer-parts.ts';
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const rule = 'packages/nest/src/authorization/access-rule.ts';
const guard = 'packages/nest/src/guards/roles.guard.ts';

export const applicationCallBugs = [
  {
    name: 'a callback that timed out keeps its slot',
    file: calls,
    find: '      return await Promise.race([answer, late]);\n    } finally {\n      this.#waiting -= 1;',
    replace:
      '      const settled = await Promise.race([answer, late]);\n      this.#waiting -= 1;\n      return settled;\n    } finally {',
  },
  {
    name: 'the number of pending callbacks is unlimited',
    file: calls,
    find: 'if (this.#waiting >= this.#most) {',
    replace: 'if (this.#waiting < 0) {',
  },
  {
    name: 'a shorter limit of one call is ignored',
    file: calls,
    find: 'Math.min(timeoutMs, this.#timeoutMs)',
    replace: 'this.#timeoutMs',
  },
  {
    name: 'a key source of the application may hang',
    file: lookup,
    find: 'return this.#calls.run(() => found);',
    replace: 'return found;',
  },
  {
    name: 'a sign-in waits for its preparation without a limit',
    file: sessions,
    find: 'if (prepare) await this.#prepares.run(() => prepare(this.#view(session)));',
    replace: 'if (prepare) await prepare(this.#view(session));',
  },
  {
    name: 'a preparation may take longer than the rotation is valid',
    file: sessions,
    find: 'prepare(this.#view(session)), store.left());',
    replace: 'prepare(this.#view(session)));',
  },
  {
    name: 'ending a session waits for onEnded without a limit',
    file: 'packages/issuer/src/sessions/session-endings.ts',
    find: 'if (onEnded) await this.#calls.run(() => onEnded(ended));',
    replace: 'if (onEnded) await onEnded(ended);',
  },
  {
    name: 'the client lookup has no time limit',
    file: issuer,
    find: 'await this.#clientCalls.run(() => clients(clientId, clientSecret))',
    replace: 'await clients(clientId, clientSecret)',
  },
  {
    name: 'the time limit of the module does not apply to grant',
    file: parts,
    find: '    ...(callbackTimeout === undefined ? {} : { callbackTimeout }),\n',
    replace: '',
  },
  {
    name: 'mapUser has no time limit',
    file: authenticator,
    find: 'this.#mapCalls.run(() => mapUser(token))',
    replace: 'mapUser(token)',
  },
  {
    name: 'a mapUser that hangs causes a 500',
    file: 'packages/nest/src/authentication/findings.ts',
    find: '  if (unavailable) return failed(unavailable);\n',
    replace: '',
  },
  {
    name: 'a policy has no time limit',
    file: rule,
    find: 'calls.run(() => policy.canAccess(request))',
    replace: 'policy.canAccess(request)',
  },
  {
    name: 'a policy that hangs causes a 500',
    file: guard,
    find: 'throw outage ? await transport.refuse(carrier, ...outage) : error;',
    replace: 'throw outage ? error : error;',
  },
];
