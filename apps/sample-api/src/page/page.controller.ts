import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@portcullis/nest';
import { Page } from './page.js';

/** Serves the page. A normal handler, so that the audit lists it and it shadows no other route. */
@Public()
@ApiExcludeController()
@Controller()
export class PageController {
  constructor(@Inject(Page) private readonly page: Page) {}

  /** Never cached without revalidation: it names the files of the current build, which are cached for a year. */
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  index(): string {
    return this.page.html;
  }
}
