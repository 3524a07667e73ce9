/** The `operationId` that @nestjs/swagger gives a handler by default. */

/** Returns the identifier of a handler such as `ArticlesController.remove`, without a version. */
export function operationIdOf(handler: string): string {
  return handler.replace('.', '_');
}

/** Returns an `operationId` without the version or the number that @nestjs/swagger appends. */
export function withoutVersion(operationId: string): string {
  return operationId.replace(/_v\d+$|\[\d+\]$/, '');
}
