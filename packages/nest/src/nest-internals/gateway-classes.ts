import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { isGateway } from './gateway-metadata.js';
import { modulesOf } from './modules.js';

/** Returns the gateways among the providers of an application: each class once, however many modules have it. */
export function gatewayClassesOf(container: ModulesContainer): readonly Type[] {
  const classes = modulesOf(container).flatMap(({ providers }) =>
    [...providers.values()].flatMap(({ metatype }) =>
      typeof metatype === 'function' && isGateway(metatype) ? [metatype as Type] : [],
    ),
  );
  return [...new Set(classes)];
}
