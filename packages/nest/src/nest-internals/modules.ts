/** The modules of an application, as Nest keeps them. */
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { classesIn } from './provider-classes.js';

/** A module of an application. Nest does not export the class. */
export type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;

/** Returns the modules of an application. */
export function modulesOf(container: ModulesContainer): readonly NestModule[] {
  return [...container.values()];
}

/** Returns the class of a module. */
export function classOfModule({ metatype }: NestModule): Type {
  return metatype;
}

/** Returns the classes of a module's controllers. */
export function controllersIn({ controllers }: NestModule): readonly Type[] {
  return [...controllers.values()].flatMap((wrapper) => classesIn(wrapper));
}

/** Returns the classes of a module's providers, including those of what factories made. */
export function providersIn({ providers }: NestModule): readonly Type[] {
  return [...providers.values()].flatMap((wrapper) => classesIn(wrapper));
}

/** Returns the modules that a module imports. */
export function importsOf({ imports }: NestModule): readonly NestModule[] {
  return [...imports];
}

/** Returns whether a module exports a token. */
export function exportsToken({ exports }: NestModule, token: Type): boolean {
  return exports.has(token);
}

/** Returns whether a module provides a token. */
export function providesToken({ providers }: NestModule, token: Type): boolean {
  return providers.has(token);
}
