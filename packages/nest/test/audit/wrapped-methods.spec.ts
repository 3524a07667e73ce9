/** Methods that a library's decorator has wrapped: a rule may be lost by that, which must not be silent. */
import { Controller, Get } from '@nestjs/common';
import { Roles } from '@portcullis/nest';
import { boot } from '../support/boot.js';

describe('a method that a library wraps', () => {
  /** Puts a function of its own in a method's place, as decorators for transactions and traces do. */
  const wrap =
    (keepsMetadata: boolean): MethodDecorator =>
    (_target, _name, descriptor: PropertyDescriptor) => {
      const method = descriptor.value as (...args: unknown[]) => unknown;
      const wrapped = function (this: unknown, ...args: unknown[]) {
        return method.apply(this, args);
      };
      for (const key of keepsMetadata ? Reflect.getMetadataKeys(method) : []) {
        Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapped);
      }
      descriptor.value = wrapped;
    };

  @Controller('wrapped')
  class LosingController {
    @Get()
    @wrap(false)
    @Roles('admin')
    all(): string {
      return 'all';
    }
  }

  @Controller('wrapped')
  class KeepingController {
    @Get()
    @wrap(true)
    @Roles('admin')
    all(): string {
      return 'all';
    }
  }

  @Controller('wrapped')
  class OrderlyController {
    @Roles('admin')
    @Get()
    @wrap(false)
    all(): string {
      return 'all';
    }
  }

  it('and that loses its rule by that stops the start', async () => {
    await expect(boot({ controllers: [LosingController] })).rejects.toThrow(
      /LosingController\.all with @Roles\(\), but a decorator above has replaced the method, and the new method does not have it, expected the rule above the decorator that wraps the method/,
    );
  });

  it.each([KeepingController, OrderlyController])('and that keeps it starts: %p', async (type) => {
    const { routes } = await boot({ controllers: [type] });

    expect(routes.map(({ rules }) => rules)).toEqual([["@Roles('admin')"]]);
  });
});
