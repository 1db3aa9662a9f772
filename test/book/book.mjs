/* global document, getComputedStyle, innerWidth */
// The static site of the book: every link leads somewhere, nothing is fetched, and a real browser shows it as it should be.
// Closes with "N passed, N failed". Pictures of some pages go to test-results.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { root, runNode } from '../../scripts/steps.mjs';

const site = path.join(root, 'dist/book');
const results = path.join(root, 'test-results');
mkdirSync(results, { recursive: true });
const total = { passed: 0, failed: 0 };
const check = (name, ok, seen = '') => {
  total[ok ? 'passed' : 'failed']++;
  console.log(`  ${ok ? 'ok    ' : 'FAILED'}  book ${name}${ok ? '' : `: ${seen}`}`);
};

check('the site is made', runNode(['tools/book.mjs']));
checkFiles();
await checkBrowser();
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

/** Links, anchors and both languages, over all files. */
function checkFiles() {
  const pages = new Map(readdirSync(site, { recursive: true }).map(String).filter((name) => name.endsWith('.html')).map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(site, name), 'utf8')]));
  const broken = [];
  const outside = [];
  const left = [];
  for (const [name, text] of pages) {
    for (const [, address] of text.matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      if (address.startsWith('#')) continue;
      if (/^https:\/\//.test(address)) { if (!new RegExp(`<a [^>]*href="${address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"`).test(text)) outside.push(`${name}: ${address}`); continue; }
      if (/^(concept|parameter|rule|places|picture):/.test(address)) { left.push(`${name}: ${address}`); continue; }
      const [file, anchor] = address.split('#');
      const target = path.posix.join(path.posix.dirname(name), file);
      const found = pages.get(target);
      if (found === undefined ? !/\.(css|js)$/.test(target) : anchor !== undefined && !found.includes(`id="${anchor}"`)) broken.push(`${name}: ${address}`);
    }
    if (/<(math-pic|picture-pic)\b/.test(text)) left.push(`${name}: a formula or picture is not drawn`);
  }
  check('every link and anchor leads to a page', broken.length === 0, broken.slice(0, 5).join('; '));
  check('nothing is fetched from elsewhere', outside.length === 0, outside.slice(0, 5).join('; '));
  check('nothing is left of the inner addresses', left.length === 0, left.slice(0, 5).join('; '));
  const names = (language) => [...pages.keys()].filter((name) => name.startsWith(`${language}/`)).map((name) => name.slice(language.length)).sort().join();
  check('both languages have the same pages', names('en') === names('zh-cn') && names('en').length > 1000);
}

async function checkBrowser() {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  const address = (name) => pathToFileURL(path.join(site, name)).href;
  try {
    for (const [scheme, language] of [['light', 'en'], ['dark', 'zh-cn']]) {
      const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const asked = [];
      const wrong = [];
      page.on('request', (request) => { if (!request.url().startsWith('file:')) asked.push(request.url()); });
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
      const pages = readdirSync(path.join(site, language)).filter((name) => name.endsWith('.html'));
      const bad = [];
      for (const name of pages) {
        await page.goto(address(`${language}/${name}`));
        bad.push(...await page.evaluate(seen).then((problems) => problems.map((problem) => `${name}: ${problem}`)));
      }
      check(`${language} ${scheme}: ${pages.length} pages, formulas and pictures drawn, nothing wider than the window, ink on paper`, bad.length === 0, bad.slice(0, 6).join('; '));
      check(`${language} ${scheme}: no request, no error`, asked.length === 0 && wrong.length === 0, [...asked, ...wrong].slice(0, 3).join('; '));
      for (const [query, target] of [['lora alpha', /peft|lora/i], ['梯度累积', /gradient-accumulation/], ['tdlj', /gradient-accumulation/], ['gqa', /grouped-query-attention/]]) {
        await page.goto(address(`${language}/index.html`));
        await page.fill('.search input', query);
        await page.locator('.search li a').first().waitFor({ timeout: 5000 }).catch(() => undefined);
        await page.press('.search input', 'Enter');
        await page.waitForURL(/.*/);
        check(`${language}: "${query}" and Enter lead to its page`, target.test(page.url()), page.url());
      }
      await page.goto(address(`${language}/zero.html`));
      await page.screenshot({ path: path.join(results, `book-${scheme}-${language}.png`) });
      await page.click('header .language');
      check(`${language}: the other language is one click away`, page.url().includes(`/${language === 'en' ? 'zh-cn' : 'en'}/zero.html`), page.url());
      await page.setViewportSize({ width: 400, height: 800 });
      check(`${language}: a narrow window needs no scrolling sideways`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

/** Runs in the page: what is not as it should be. */
function seen() {
  const problems = [];
  if (document.documentElement.scrollWidth > innerWidth) problems.push('wider than the window');
  for (const svg of document.querySelectorAll('.math > svg')) {
    const box = svg.getBoundingClientRect();
    if (!(box.width > 2 && box.height > 2) || svg.querySelectorAll('use, rect, path').length === 0) problems.push(`a formula is empty: ${svg.parentElement.getAttribute('aria-label')}`);
    for (const use of svg.querySelectorAll('use')) if (!svg.querySelector(`[id="${use.getAttribute('href').slice(1)}"]`)) problems.push('a glyph is missing');
  }
  for (const figure of document.querySelectorAll('.picture')) if (figure.getBoundingClientRect().height < 40) problems.push('a picture is empty');
  const light = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
  const style = getComputedStyle(document.body);
  if (Math.abs(light(style.color) - light(style.backgroundColor)) < 0.5) problems.push('ink too close to the paper');
  return problems;
}
