import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Accounts, openAccounts } from '@portcullis/accounts';
import { openDatabase, type Database } from '@portcullis/database';
import type { SampleSettings } from './configuration/settings.js';

const DATABASE = Symbol('database');

/** The database and what is kept in it: users. Closed when the application shuts down. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  static forRoot({ databaseUrl, dataDir }: SampleSettings): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: DATABASE, useFactory: () => openDatabase({ url: databaseUrl, dataDir }) },
        {
          provide: Accounts,
          inject: [DATABASE],
          useFactory: (database: Database) => openAccounts(database),
        },
      ],
      exports: [Accounts],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
