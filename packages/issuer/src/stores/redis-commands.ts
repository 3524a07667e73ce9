/** What a store needs of Redis: the `call(command, …arguments)` of ioredis. Answers are text, numbers and lists. */
export interface RedisCommands {
  call(command: string, ...values: (string | number)[]): Promise<unknown>;
}
