// The pages of sign-in as axe sees them, in three languages, at a phone's width: BASE, CHROMIUM, APP_ID, APP_REDIRECT, APP_USER, APP_PASSWORD.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { BASE: base, APP_ID: app, APP_REDIRECT: redirect, APP_USER: patient, APP_PASSWORD: patientsPassword } = process.env;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let failed = 0;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

async function check(page, what) {
  try {
    await page.evaluate(axe);
    const result = await page.evaluate((only) => window.axe.run(document, { runOnly: only }), tags);
    const found = result.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(' ')}`);
    assert.deepEqual(found, []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, 'it scrolls sideways');
    console.log(`ok   ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${what}: ${String(error?.message ?? error).slice(0, 400)}`);
  }
}

async function signIn(page, user, password) {
  await page.goto(`${base}/login`);
  await page.locator('#username').fill(user);
  await page.locator('#password').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('form[action="/logout"]').waitFor({ state: 'attached' });
}

const asked = (scope) =>
  `${base}/oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: app,
    redirect_uri: redirect,
    scope,
    state: 'x',
    aud: `${base}/fhir`,
    code_challenge: createHash('sha256').update('a-verifier-that-is-long-enough-to-be-one-0123456789').digest('base64url'),
    code_challenge_method: 'S256',
  })}`;

for (const locale of ['en', 'fr', 'es']) {
  const stranger = await (await browser.newContext({ viewport: { width: 320, height: 640 }, locale })).newPage();
  for (const path of ['/login', '/login/patient', `/login/link/${'A'.repeat(43)}`, '/forms/appointment-request']) {
    await stranger.goto(base + path);
    await check(stranger, `${path} in ${locale}`);
  }
  await stranger.goto(`${base}/login`);
  await stranger.locator('#username').fill('nobody');
  await stranger.locator('#password').fill('wrong');
  await stranger.keyboard.press('Enter');
  await stranger.getByRole('alert').waitFor();
  await check(stranger, `a refusal in ${locale}`);

  const theirs = await (await browser.newContext({ viewport: { width: 320, height: 640 }, locale })).newPage();
  await signIn(theirs, patient, patientsPassword);
  await theirs.goto(`${base}/login`);
  await check(theirs, `who is signed in, in ${locale}`);
  await theirs.goto(asked('openid fhirUser launch/patient offline_access patient/*.rs'));
  await check(theirs, `consent in ${locale}`);

  const staffs = await (await browser.newContext({ viewport: { width: 320, height: 640 }, locale })).newPage();
  await signIn(staffs, 'nora', 'nora-password');
  await staffs.goto(asked('launch/patient patient/Patient.rs'));
  await check(staffs, `the picker in ${locale}`);
  await staffs.goto(`${base}/login/factor`);
  await check(staffs, `the second factor in ${locale}`);
  await staffs.locator('button[value=begin]').or(staffs.locator('button[value=confirm]')).first().click();
  await check(staffs, `the picture for the authenticator in ${locale}`);
}

await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
