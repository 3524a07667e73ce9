/** Checks whether a socket may be opened, by the rules of each gateway on it, before any `handleConnection`. */
import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { Authenticated } from '../request/authenticated.js';
import { Authenticator } from '../authentication/authenticator.js';
import { JwtAuthGuard } from '../guards/jwt-auth.guard.js';
import { AccessRegistry } from '../authorization/access-registry.js';
import { RolesGuard } from '../guards/roles.guard.js';
import { globalGuardsOf } from '../nest-internals/global-guards.js';
import { handshakeContextOf } from '../nest-internals/handshake-context.js';
import { guardsOf } from '../nest-internals/use-guards.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import type { Transport } from '../transports/transport.js';
import { handshakeCredential } from '../transports/ws.js';
import { Gateways, type Gateway } from './gateways.js';
import { ConnectionRefusal } from '../transports/connection-refusal.js';
import type { Handshake } from '../transports/handshakes.js';

/** Carrier of a handshake during the check. */
interface Opening {
  readonly handshake: Handshake;
  user?: unknown;
}

const handshakeTransport: Transport<Opening> = {
  type: 'ws',
  carrierOf: (context) => context.getArgByIndex<Opening>(0),
  credentialOf: ({ handshake }) => handshakeCredential(handshake),
  setUser(opening, user) {
    opening.user = user;
  },
  userOf: ({ user }) => user,
  refuse: (_opening, outcome, cause) => new ConnectionRefusal(outcome, cause),
};

/** The options that the check reads. */
export interface HandshakeCheckSettings {
  readonly guard: 'global' | 'manual';
}

/** Checks handshakes. */
@Injectable()
export class HandshakeCheck {
  @Inject(Authenticator) private readonly authenticator!: Authenticator;
  @Inject(AccessRegistry) private readonly policies!: AccessRegistry;
  @Inject(RolesGuard) private readonly roles!: RolesGuard;
  @Inject(NEST_OPTIONS) private readonly settings!: HandshakeCheckSettings;
  @Inject(ApplicationConfig) private readonly config!: ApplicationConfig;
  @Inject(Gateways) private readonly gateways!: Gateways;

  /**
   * Returns the user who opens a socket to these gateways; undefined without a user, if all gateways allow that. A
   * namespace without a gateway requires a token, like a handler without a decorator.
   *
   * @throws ConnectionRefusal; errors of `mapUser` and of policies
   */
  async admit(
    gateways: readonly Gateway[],
    handshake: Handshake,
  ): Promise<Authenticated | undefined> {
    const guarded = gateways.filter((gateway) => this.isGuarded(gateway));
    const needs = guarded.map(({ type, handler }) => this.policies.ofHandler(type, handler).access);
    const opening: Opening = { handshake };
    if (gateways.length === 0 && this.#needsToken()) return this.#identify(opening);
    const authenticated = needs.includes('authenticated')
      ? await this.#identify(opening)
      : needs.includes('optional')
        ? await this.authenticator.authenticateIfPresent(handshakeTransport, opening)
        : undefined;
    for (const gateway of guarded) {
      await this.roles.enforce(handshakeContextOf(gateway, opening), handshakeTransport, opening);
    }
    return authenticated;
  }

  /** Checks the credential of an open socket's handshake again. */
  recheck(handshake: Handshake): Promise<Authenticated> {
    return this.authenticator.recheckBy(handshakeTransport, { handshake });
  }

  /** Returns whether handshakes of a gateway are checked. In manual mode, they are if an authenticating guard applies. */
  isGuarded({ type, handler }: Gateway): boolean {
    if (this.settings.guard === 'global') return true;
    return [...globalGuardsOf(this.config), ...guardsOf(type, handler)].some(
      (guard) => guard.prototype instanceof JwtAuthGuard || guard === JwtAuthGuard,
    );
  }

  async #identify(opening: Opening): Promise<Authenticated> {
    return this.authenticator.authenticateBy(handshakeTransport, opening);
  }

  /** In manual mode, if one gateway requires a token: messages for its clients would reach the others of its server. */
  #needsToken(): boolean {
    return (
      this.settings.guard === 'global' ||
      this.gateways.all().some((gateway) => this.isGuarded(gateway))
    );
  }
}
