/** What the responses of Express and of Fastify have in common. */
export interface HeaderResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}
