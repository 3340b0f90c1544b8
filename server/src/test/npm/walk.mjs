// Every page of the console in Chromium: axe in three languages, each light and dark, at three widths: BASE, CHROMIUM, USER, PASSWORD, PATHS (one a line, besides those of the menu).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { BASE: base, USER: user, PASSWORD: password, PATHS: more } = process.env;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
let failed = 0;

async function open(locale, width) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale });
  await context.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => { if (!one.hadRecentInput) window.shift += one.value; })).observe({ type: 'layout-shift', buffered: true });
  });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  await page.goto(`${base}/login`);
  await page.locator('#username').fill(user);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('main#main').waitFor();
  return { page, wrong };
}

async function checked({ page, wrong }, path, locale, width) {
  const answer = await page.goto(base + path);
  assert.ok(answer.ok(), `answers ${answer.status()}`);
  assert.equal(await page.evaluate(() => document.documentElement.lang), locale);
  if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width) {
    const wide = await page.evaluate((most) => [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > most).map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`).slice(0, 6), width);
    assert.fail(`it scrolls sideways: ${wide.join('; ')}`);
  }
  assert.ok((await page.evaluate(() => window.shift)) < 0.02, 'it shifts while it loads');
  // What is folded is read, too.
  await page.evaluate(() => document.querySelectorAll('main details').forEach((one) => { one.open = true; }));
  await page.evaluate(axe);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const result = await page.evaluate((only) => window.axe.run(document, { runOnly: only }), tags);
    assert.deepEqual(result.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(' ')}`), [], colorScheme);
  }
  assert.deepEqual(wrong.splice(0), [], 'errors in the browser');
}

async function walk(locale, width) {
  const there = await open(locale, width);
  const menu = await there.page.locator('.rail a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  const paths = [...menu, ...more.split('\n')];
  for (const path of paths) {
    try {
      await checked(there, path, locale, width);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${path} in ${locale}, ${width} wide: ${String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 400)}`);
    }
  }
  console.log(`ok   ${paths.length} pages in ${locale}, ${width} wide`);
}

await Promise.all([walk('en', 1440), walk('fr', 360), walk('es', 820)]);
await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
