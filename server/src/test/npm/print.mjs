// What staff put into a file, printed by Chromium: the page's own words and nothing of what is around it, with time and address: BASE, CHROMIUM, USER, PASSWORD, PATHS (one a line).
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { blank, pdfText } from './pdf.mjs';

const { BASE: base, USER: user, PASSWORD: password, PATHS: paths } = process.env;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
let failed = 0;
for (const locale of ['en', 'fr']) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale });
  const page = await context.newPage();
  await page.goto(`${base}/login`);
  await page.locator('#username').fill(user);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('main#main').waitFor();
  for (const path of paths.split('\n')) {
    try {
      const answer = await page.goto(base + path);
      assert.ok(answer.ok(), `answers ${answer.status()}`);
      await page.emulateMedia({ media: 'screen' });
      assert.equal(await page.locator('[data-print]:visible').count(), 1, 'offers to be printed');
      const menu = blank(await page.locator('.rail').innerText());
      await page.emulateMedia({ media: 'print' });
      const shown = await page.evaluate(() => ({ lines: document.querySelector('main').innerText.split('\n'), foot: document.querySelector('.printed').innerText }));
      const buttons = await page.locator('main :is(button, input:not([type=hidden]), select, textarea):visible').count();
      assert.equal(buttons, 0, 'paper has nothing to press');
      assert.ok(shown.lines.length > 2, 'has nothing on it');
      assert.deepEqual(await page.locator('.chip:visible').evaluateAll((chips) => chips.filter((one) => !one.innerText.trim()).length), 0, 'a state is a colour alone');

      const text = pdfText(await page.pdf({ preferCSSPageSize: true }));

      for (const line of [...shown.lines.map(blank).filter(Boolean), blank(shown.foot)]) assert.ok(text.includes(line), `lacks “${line.slice(0, 80)}”`);
      assert.ok(shown.foot.includes(path), `says not where it is from: ${shown.foot}`);
      assert.match(shown.foot, /\d{1,2}:\d{2}/);
      assert.ok(menu.length > 20 && !text.includes(menu.slice(0, 30)), 'the menu is printed, too');
      console.log(`ok   ${path} in ${locale}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${path} in ${locale}: ${String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 300)}`);
    }
  }
  await context.close();
}
await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
