/** Microservices over TCP, NATS, Redis and gRPC. */
import { randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { GrpcMethod, MessagePattern } from '@nestjs/microservices';
import { CurrentUser, OptionalAuth, Public, Roles } from '@portcullis/nest';
import { lastValueFrom } from 'rxjs';
import {
  GRPC_SERVICE,
  links,
  PROTO_HEAD,
  type Controllers,
  type OpenLink,
} from '../../../support/message-links.js';
import { accepted, idOf, type Handler, type Lane, type Told } from '../lane.js';

const prefix = `${randomBytes(8).toString('hex')}.`;
const pattern = (handler: Handler) => prefix + handler;

@Controller()
class MessageController {
  @MessagePattern(pattern('mine'))
  mine(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @Roles('admin')
  @MessagePattern(pattern('staff'))
  staff(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @Public()
  @MessagePattern(pattern('open'))
  open(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @OptionalAuth()
  @MessagePattern(pattern('maybe'))
  maybe(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }
}

const PROTO = `${PROTO_HEAD}
message Nothing {}
message User { string id = 1; }
service ${GRPC_SERVICE} {
  rpc Mine (Nothing) returns (User);
  rpc Staff (Nothing) returns (User);
  rpc Open (Nothing) returns (User);
  rpc Maybe (Nothing) returns (User);
}`;

@Controller()
class GrpcController {
  @GrpcMethod(GRPC_SERVICE)
  mine(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @Roles('admin')
  @GrpcMethod(GRPC_SERVICE)
  staff(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @Public()
  @GrpcMethod(GRPC_SERVICE)
  open(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @OptionalAuth()
  @GrpcMethod(GRPC_SERVICE)
  maybe(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }
}

const controllers: Controllers = {
  prefix,
  messages: [MessageController],
  grpc: [GrpcController],
  proto: PROTO,
};

/** @param said how the table shows the code of a refusal */
function laneOver(open: OpenLink, said: (code: unknown) => string): Lane['open'] {
  return async (auth) => {
    const link = await open(auth, controllers);
    const ask = async (handler: Handler, token?: string): Promise<Told> => {
      try {
        const { id } = await lastValueFrom(link.ask<{ readonly id: string }>(handler, token));
        return accepted(id, 'response');
      } catch (error) {
        return { said: said((error as { code?: unknown }).code) };
      }
    };
    return { ask, close: link.close };
  };
}

const refusals = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 503: 'SERVICE_UNAVAILABLE' };

export const microserviceLanes: readonly Lane[] = [
  { name: 'TCP', refusals, open: laneOver(links.tcp, String) },
  { name: 'NATS', refusals, open: laneOver(links.nats, String) },
  { name: 'Redis', refusals, open: laneOver(links.redis, String) },
  {
    name: 'gRPC',
    refusals: { 401: 'status 16', 403: 'status 7', 503: 'status 14' },
    open: laneOver(links.grpc, (code) => `status ${String(code)}`),
  },
];
