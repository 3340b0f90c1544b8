// The demo's SMART app as somebody sees it who clicks on the address that the demo prints: APP, USER_NAME, PASSWORD, CHROMIUM.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const { APP: app, USER_NAME: user, PASSWORD: password } = process.env;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
let failed = 0;
try {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const refused = [];
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  await page.goto(app);
  await page.getByRole('button', { name: 'Sign in and choose what it may see' }).click();
  await page.locator('#username').fill(user);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('listitem').first().waitFor();
  assert.ok((await page.getByRole('heading', { level: 2 }).innerText()).length > 2);
  assert.match(await page.getByRole('listitem').allInnerTexts().then((all) => all.join()), /Communication, completed/);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, 'it scrolls sideways');
  await page.reload();
  await page.getByRole('listitem').first().waitFor();
  assert.deepEqual(refused, []);
  console.log('ok   a patient opens the app');
} catch (error) {
  failed += 1;
  console.log(`FAIL the demo's app: ${String(error?.message ?? error).slice(0, 600)}`);
}
await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
