/**
 * The metadata keys that decorators of Nest write. Nest does not export them, and some of its packages may not be
 * installed. `packages/nest/test/nest-internals` compares each with the constant of every supported version of Nest.
 */
export const METADATA_KEYS = {
  /** `@UseGuards()` on a class or handler: the guards. */
  guards: '__guards__',
  /** `@Controller()` and `@Get()`: one path or several. */
  path: 'path',
  /** `@Get()`: the number of the `RequestMethod`. */
  method: 'method',
  /** `@Sse()` on a handler: true. */
  serverSentEvents: '__sse__',
  /** `@MessagePattern()` and `@EventPattern()`: the patterns. */
  rpcPatterns: 'microservices:pattern',
  /** `@WebSocketGateway()`: true. */
  isGateway: 'websockets:is_gateway',
  /** `@WebSocketGateway()`: the options. */
  gatewayOptions: 'websockets:gateway_options',
  /** `@WebSocketGateway()`: the port. */
  gatewayPort: 'port',
  /** `@SubscribeMessage()`: true. */
  isMessage: 'websockets:message_mapping',
  /** `@SubscribeMessage()`: the name of the message. */
  messageName: 'message',
  /** `@Resolver()`: the type. `@Query()` and its kind: `Query`, `Mutation` or `Subscription`. */
  resolverType: 'graphql:resolver_type',
  /** `@Query()` and `@ResolveField()`: the name of the field, when it is not the name of the method. */
  resolverName: 'graphql:resolver_name',
  /** `@ResolveField()`: true. */
  isFieldResolver: 'graphql:resolve_property',
  /** `@ResolveReference()`: true. */
  isReferenceResolver: 'graphql:resolve_reference',
} as const;
