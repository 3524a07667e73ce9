import { defineConfig } from 'drizzle-kit';

/** `npm run migrations:generate -w @portcullis/database` writes the next migration from the schema. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/schema.ts',
  out: './migrations',
});
