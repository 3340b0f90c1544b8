// Pictures of the console for docs/console, of the demo's day, a page a role, after every page of its menu was opened: BASE, PASSWORD, OUT, CHROMIUM. Beside them labels.json, what stands on each that is nobody's: menu, heading, columns.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { BASE: base, PASSWORD: password, OUT: out } = process.env;
const roles = {
  'front-desk': [['today', '/console/today'], ['person', null], ['visits', '/console/visits']],
  coordinator: [['enrolments', '/console/enrolments']],
  marketing: [['campaigns', '/console/campaigns'], ['journey', '/console/journeys/appointment-reminders']],
  compliance: [['why', '/console/why'], ['audit', '/console/audit']],
  integrator: [['messages', '/console/messages'], ['senders', '/console/senders']],
  manager: [['measures', '/console/measures']],
  admin: [['users', '/console/users']],
};
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const labels = {};
let failed = 0;
for (const [role, pages] of Object.entries(roles)) {
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en', colorScheme: 'light' });
    const page = await context.newPage();
    await page.goto(`${base}/login`);
    await page.locator('#username').fill(`demo-${role}`);
    await page.locator('#password').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('main#main').waitFor();
    const menu = await page.locator('.rail a').evaluateAll((links) => links.map((link) => link.href));
    for (const address of menu) {
      const answer = await page.goto(address);
      assert.ok(answer.ok(), `${new URL(address).pathname} answers ${answer.status()}`);
    }
    await page.goto(menu[0]);
    for (const [name, path] of pages) {
      if (path) {
        await page.goto(base + path);
      } else {
        const person = await page.locator('main a[href^="/console/people/"]').first().getAttribute('href');
        await page.goto(base + person);
      }
      await page.locator('main h1').first().waitFor();
      await page.screenshot({ path: join(out, `${role}-${name}.png`) });
      labels[`${role}-${name}`] = await page.evaluate((somebodys) => {
        const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.innerText.trim()).filter(Boolean);
        return { menu: texts('.rail a'), heading: somebodys ? [] : texts('main h1'), columns: texts('main thead th') };
      }, !path);
    }
    await context.close();
    console.log(`ok   ${role}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${role}: ${String(error?.message ?? error).slice(0, 400)}`);
  }
}
assert.equal(Object.keys(labels).length, Object.values(roles).flat().length);
writeFileSync(join(out, 'labels.json'), `${JSON.stringify(labels, null, 2)}\n`);
await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
