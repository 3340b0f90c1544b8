// A dead item is tried again from the console: by its name, once, however often that is pressed: BASE, CHROMIUM, USER, PASSWORD, FOCUS.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const { BASE: base, USER: user, PASSWORD: password, FOCUS: focus } = process.env;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
let failed = 0;
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  const page = await context.newPage();
  await page.goto(`${base}/login`);
  await page.locator('#username').fill(user);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('main#main').waitFor();
  await page.goto(`${base}/console/outbound`);
  const colleague = await context.newPage();
  await colleague.goto(`${base}/console/outbound`);
  const button = (where) => where.getByRole('button', { name: `Try ${focus} again` });

  await button(page).dblclick();
  await page.getByText(/tried again/).first().waitFor();
  assert.equal(await button(page).count(), 0);
  // The other screen may be told of it before it is pressed there: then there is nothing to press.
  if (await button(colleague).count()) {
    await button(colleague).click();
    await colleague.getByText('It is tried again already, or it has gone.').waitFor();
  }
  console.log('ok   a dead item is tried again');
} catch (error) {
  failed += 1;
  console.log(`FAIL ${String(error?.message ?? error).slice(0, 400)}`);
}
await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
