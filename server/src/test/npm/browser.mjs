// A person at Chromium, driven by playwright-core: BASE, CHROMIUM, APP_ID, APP_REDIRECT, APP_USER, APP_PASSWORD.
// What only a browser does is tried here: origins, policies, redirects, the keyboard, a phone's width.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const { BASE: base, APP_ID: app, APP_REDIRECT: redirect, APP_USER: user, APP_PASSWORD: password } = process.env;
const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789';
let failed = 0;

async function attempt(what, action) {
  try {
    await action();
    console.log(`ok   ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${what}: ${String(error?.message ?? error).slice(0, 400)}`);
  }
}

// The app's own server, where people are led back to.
const listener = createServer((request, response) => response.end('the app'));
await new Promise((ready) => listener.listen(Number(new URL(redirect).port), '127.0.0.1', ready));

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

async function page(options) {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, ...options });
  return context.newPage();
}

const isNarrow = async (shown) =>
  assert.ok((await shown.evaluate(() => document.documentElement.scrollWidth)) <= 320, 'it scrolls sideways');

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  await attempt(`a form is sent by keyboard, ${how}`, async () => {
    const shown = await page({ javaScriptEnabled });
    await shown.goto(`${base}/forms/appointment-request`);
    await shown.locator('[name=given]').focus();
    await shown.keyboard.type('Zoe');
    await shown.locator('[name=email]').focus();
    await shown.keyboard.type(`zoe.${Date.now()}@example.org`);
    const sent = shown.waitForResponse((answer) => answer.request().method() === 'POST');
    await shown.keyboard.press('Enter');
    assert.ok((await sent).status() < 300, `the form was answered ${(await sent).status()}`);
  });

  await attempt(`somebody signs in and lets an app in, ${how}`, async () => {
    const shown = await page({ javaScriptEnabled, locale: 'fr' });
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: app,
      redirect_uri: redirect,
      scope: 'openid fhirUser launch/patient patient/*.rs',
      state: 'é&%',
      aud: `${base}/fhir`,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    await shown.goto(`${base}/oauth2/authorize?${asked}`);
    assert.equal(await shown.locator('html').getAttribute('lang'), 'fr');
    if (javaScriptEnabled) await isNarrow(shown);
    await shown.locator('#username').focus();
    await shown.keyboard.type(user);
    await shown.keyboard.press('Tab');
    await shown.keyboard.type(password);
    await shown.keyboard.press('Enter');
    await shown.waitForURL('**/oauth2/consent**');
    if (javaScriptEnabled) await isNarrow(shown);
    await shown.getByRole('button', { name: 'Permettre' }).focus();
    await shown.keyboard.press('Enter');
    await shown.waitForURL(`${redirect}**`);
    const back = new URL(shown.url());
    assert.ok(back.searchParams.get('code'));
    assert.equal(back.searchParams.get('state'), 'é&%');
  });
}

await attempt('somebody adds a passkey and signs in with it alone', async () => {
  const shown = await page({});
  const device = await shown.context().newCDPSession(shown);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  await shown.goto(`${base}/login`);
  await shown.locator('#username').fill('pia');
  await shown.locator('#password').fill('pia-password');
  await shown.keyboard.press('Enter');
  await shown.locator('.me summary').click();
  await shown.getByRole('link', { name: 'Second factor' }).click();
  await shown.getByRole('button', { name: 'Add a passkey' }).click();
  await shown.getByRole('button', { name: 'Remove My device' }).waitFor();
  await isNarrow(shown);
  await shown.getByRole('button', { name: 'Sign out', exact: true }).click();
  await shown.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await shown.locator('.me summary').waitFor();
  await shown.goto(`${base}/login`);
  await shown.getByText('Signed in as pia').waitFor();
  await shown.goto(`${base}/login/factor`);
  await shown.getByRole('button', { name: 'Remove My device' }).click();
  await shown.getByRole('button', { name: 'Remove My device' }).waitFor({ state: 'detached' });
});

await browser.close();
listener.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
