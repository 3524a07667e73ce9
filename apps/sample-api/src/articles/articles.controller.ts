import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Public, Roles } from '@portcullis/nest';
import { z } from 'zod';
import { jsonBody } from '../json-body.js';
import { Articles, type Article } from './articles.js';

const ArticleBody = jsonBody({
  title: z.string().trim().min(1).max(200),
  body: z.string().trim().min(1).max(10_000),
});
type ArticleBody = z.infer<typeof ArticleBody>;

/** Articles: public to read, written by editors and admins. */
@ApiTags('articles')
@Controller('articles')
export class ArticlesController {
  constructor(@Inject(Articles) private readonly articles: Articles) {}

  @Public()
  @Get()
  @ApiOperation({ summary: 'All articles; public' })
  list(): readonly Article[] {
    return this.articles.list();
  }

  @Roles('editor', 'admin')
  @Post()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Create an article; requires the role editor or admin' })
  @ApiBody({ schema: { example: { title: 'Hello', body: 'World' } } })
  write(
    @Body({ schema: ArticleBody }) article: ArticleBody,
    @CurrentUser('id') author: string,
  ): Article {
    return this.articles.add({ ...article, author });
  }
}
