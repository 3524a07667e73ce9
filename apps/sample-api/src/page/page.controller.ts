import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@portcullis/nest';
import { Page } from './page.js';

/** The page for people. A handler like others, so that the audit lists it and no other route is shadowed. */
@Public()
@ApiExcludeController()
@Controller()
export class PageController {
  constructor(@Inject(Page) private readonly page: Page) {}

  /** Asked for anew each time: it names the files of the last build, which are kept for a year. */
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  index(): string {
    return this.page.html;
  }
}
