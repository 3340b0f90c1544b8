// The console in Chromium, by keyboard and live; what was tried is looked at by axe as it closes (walk.mjs has every page): BASE, CHROMIUM, USER, PASSWORD, CLIENT, PLACE, PATIENT, LEAD, NEXT, TEXTER, PHONE.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { BASE: base, USER: user, PASSWORD: password, CLIENT: client, PLACE: place, PATIENT: patient, LEAD: lead, NEXT: next, TEXTER: texter, PHONE: phone } = process.env;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let failed = 0;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

// As it closes, a screen is looked at whatever was tried on it: axe, its policy, shifts, errors.
async function attempt(what, doing, screen) {
  try {
    await doing();
    if (screen) await checked(screen);
    console.log(`ok   ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${what}: ${String(error?.message ?? error).slice(0, 400)}`);
  }
}

async function open(options, who = user, word = password) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en', ...options });
  await context.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => { if (!one.hadRecentInput) window.shift += one.value; })).observe({ type: 'layout-shift', buffered: true });
  });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  await page.goto(`${base}/login`);
  await signIn(page, who, word);
  return { page, wrong };
}

async function signIn(page, who, word) {
  await page.locator('#username').fill(who);
  await page.locator('#password').fill(word);
  await page.keyboard.press('Enter');
  await page.locator('main#main').waitFor();
}

async function checked({ page, wrong }) {
  const { width } = page.viewportSize();
  await page.evaluate(axe);
  const result = await page.evaluate((only) => window.axe.run(document, { runOnly: only }), tags);
  assert.deepEqual(result.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(' ')}`), []);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, 'it scrolls sideways');
  assert.ok((await page.evaluate(() => window.shift)) < 0.02, 'it shifts while it loads');
  assert.deepEqual(wrong, [], 'errors in the browser');
}

const desk = await open({});
await attempt('a table that arrives slowly stands still', async () => {
  const { page } = await open({});
  const network = await page.context().newCDPSession(page);
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 50, downloadThroughput: 20000, uploadThroughput: 20000 });
  for (const path of ['/console/settings', '/console/routes']) {
    await page.goto(base + path);
    assert.ok((await page.evaluate(() => window.shift)) < 0.001, `${path} shifts while it loads`);
  }
  await page.context().close();
});

await attempt('two keys for a call that nobody answers, and the next row has the focus', async () => {
  const { page } = desk;
  await page.goto(`${base}/console/today?place=${place}`);
  await page.locator(`#row-${lead}`).focus();
  await page.keyboard.press('c');
  await page.keyboard.press('n');
  await page.locator('.notice').waitFor();
  await page.waitForFunction((id) => document.activeElement?.id === id, `row-${next}`);
  assert.equal(await page.locator(`#row-${lead}`).count(), 0);
}, desk);

await attempt('what is typed is kept without pressing anything', async () => {
  const { page } = desk;
  await page.goto(`${base}/console/people/${patient}`);
  await page.locator('#write').fill('Please call us back. Reply CANCEL');
  await page.locator('#verdict .chip').waitFor();
  await page.reload();
  assert.equal(await page.locator('#write').inputValue(), 'Please call us back. Reply CANCEL');
}, desk);

async function api(method, path, body) {
  // A token of now: the pages before may have taken longer than one lasts.
  const granted = await fetch(`${base}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(client)}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials&scope=system/*.cruds',
  });
  const { access_token: token } = await granted.json();
  const answer = await fetch(`${base}/fhir/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path} answers ${answer.status}`);
  return answer.json();
}

async function task(code) {
  await api('POST', 'Task', {
    resourceType: 'Task', status: 'requested', intent: 'order', for: { reference: `Patient/${patient}` }, location: { reference: `Location/${place}` },
    code: { coding: [{ system: 'https://rapport.example.org/fhir/CodeSystem/task-code', code }] },
  });
}

await attempt('an inquiry that comes in elsewhere counts, and leaves a filtered list alone', async () => {
  const { page } = desk;
  await page.goto(`${base}/console/today?place=${place}&kind=call`);
  await page.locator('body.live').waitFor();
  const rows = await page.locator('[data-row]').count();
  const tab = page.getByRole('link', { name: /^Inquiries/ });
  const before = Number((await tab.innerText()).replace(/\D/g, ''));
  await task('lead');
  await page.waitForFunction((n) => [...document.querySelectorAll('.tabs a')].some((one) => one.innerText.trim().replace(/\s+/g, ' ') === `Inquiries ${n}`), before + 1, { timeout: 5000 });
  assert.equal(await page.locator('[data-row]').count(), rows);
}, desk);

await attempt('a crisis is on an open screen within five seconds, and said', async () => {
  const { page } = desk;
  await page.goto(`${base}/console/today?place=${place}`);
  await page.locator('body.live').waitFor();
  await task('crisis');
  await page.locator('.item.crisis').first().waitFor({ timeout: 5000 });
  await page.waitForFunction(() => document.title.startsWith('('));
  await page.waitForFunction(() => document.getElementById('say').textContent !== '');
}, desk);

await attempt('on paper it is a call sheet with boxes, its time, and no menu', async () => {
  const { page } = desk;
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('navigation').first().isVisible(), false);
  assert.match(await page.locator('[data-row] .print-only').first().innerText(), /☐/);
  assert.equal(await page.locator('.printed').isVisible(), true);
  await page.emulateMedia({ media: null });
});

await attempt('each sees within five seconds what the other writes, by name', async () => {
  const { page } = desk;
  const nora = await open({}, 'nora', 'nora-password');
  await page.goto(`${base}/console/people/${patient}`);
  await page.locator('body.live').waitFor();
  await nora.page.goto(`${base}/console/people/${patient}`);
  await nora.page.getByLabel(/^Write to/).fill('I have called them already');
  await page.getByText('Nora Front is writing:').waitFor({ timeout: 5000 + 1500 });
  await checked(nora);
  await nora.page.context().close();
}, desk);

await attempt('what was typed is there after the session has ended', async () => {
  const there = await open({});
  const { page } = there;
  await page.goto(`${base}/console/people/${patient}`);
  await page.getByLabel(/^Write to/).fill('It was kept while I typed');
  await page.locator('#verdict .chip').waitFor();
  await page.context().clearCookies();
  await page.goto(`${base}/console/people/${patient}`);
  await signIn(page, user, password);
  await page.goto(`${base}/console/people/${patient}`);
  assert.equal(await page.getByLabel(/^Write to/).inputValue(), 'It was kept while I typed');
  await page.context().close();
});

await attempt('who does nothing is warned before the session ends, and stays by one press', async () => {
  const { page } = await open({});
  await page.clock.install();
  await page.goto(`${base}/console/today?place=${place}`);
  assert.equal(await page.locator('#ending').isVisible(), false);
  await page.clock.fastForward('13:01');
  await page.locator('#ending').waitFor({ state: 'visible' });
  await page.locator('[data-stay]').click();
  await page.locator('#ending').waitFor({ state: 'hidden' });
});

await attempt('nothing is kept in the browser', async () => {
  const { page } = desk;
  await page.locator('details.me summary').click();
  await page.locator('form[action="/logout"] button').click();
  await page.locator('#username').waitFor();
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  await page.goBack();
  await page.locator('#username').waitFor();
});

// The clock moves by hours here, and with it every session ends.
await attempt('a visit whose patient texts C is confirmed on an open screen within five seconds, and why it was written fits on one sheet', async () => {
  const { page } = desk;
  const now = await api('POST', '$clock', { resourceType: 'Parameters' });
  const start = new Date(Date.parse(now.parameter[0].valueInstant) + 26 * 3600000);
  const visit = await api('POST', 'Appointment', {
    resourceType: 'Appointment', status: 'booked', created: now.parameter[0].valueInstant, start: start.toISOString(), end: new Date(start.getTime() + 1800000).toISOString(),
    participant: [{ actor: { reference: `Patient/${texter}` }, status: 'needs-action' }, { actor: { reference: `Location/${place}` }, status: 'accepted' }],
  });
  await api('POST', '$clock', { resourceType: 'Parameters', parameter: [{ name: 'now', valueInstant: new Date(start.getTime() - 23 * 3600000).toISOString() }] });
  const { page: later } = await open({});
  await later.goto(`${base}/console/visits?place=${place}&day=${start.toISOString().slice(0, 10)}`);
  await later.locator('body.live').waitFor();
  const row = later.locator(`#row-${visit.id}`);
  assert.match(await row.innerText(), /booked/);
  await api('POST', '$receive', {
    resourceType: 'Parameters',
    parameter: [{ name: 'channel', valueCode: 'sms' }, { name: 'messageId', valueString: `seen-${visit.id}` }, { name: 'from', valueString: phone }, { name: 'body', valueString: 'C' }],
  });
  await row.getByText('confirmed').waitFor({ timeout: 5000 });
  const told = await api('GET', `CommunicationRequest?about=Appointment/${visit.id}&_sort=-authored`);
  await later.goto(`${base}/console/why/${told.entry[0].resource.id}?when=now`);
  const paper = await later.pdf({ preferCSSPageSize: true });
  assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, 1, 'sheets');
  await later.context().close();
});

await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
