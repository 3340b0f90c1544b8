// Every page of the console's menu, and what its rows lead to, in words between brackets (PseudoWords): what stands outside them is data, the name of a code or a date, or it has come round the files of words; and nothing scrolls sideways at 360 px. BASE, CHROMIUM, USER, PASSWORD, TOKEN, TERMS (a folder of code systems).
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { BASE: base, USER: user, PASSWORD: password, TOKEN: token, TERMS: terms } = process.env;
const WIDTH = 360;
const data = new Set();
const long = [];
const put = (value) => {
  const text = String(value).replace(/\s+/g, ' ').trim();
  data.add(text.toLowerCase());
  if (text.length > 11) long.push(text.toLowerCase());
};
const strings = (value) => {
  if (Array.isArray(value)) value.forEach(strings);
  else if (value && typeof value === 'object') Object.values(value).forEach(strings);
  else if (typeof value === 'string') { put(value); value.split(/[|/\n]/).forEach(put); put(value.replace(/-/g, ' ')); put(value.split('/').pop().replace(/[-|]/g, ' ')); }
};
const get = async (path) => {
  const answer = await fetch(`${base}/fhir/${path}`, { headers: { Authorization: `Bearer ${token}`, Accept: 'application/fhir+json' } });
  if (answer.ok) strings(await answer.json());
};
// What there is: whatever stands in a resource is nobody's words of the console.
const types = 'Patient Practitioner Location HealthcareService Organization PlanDefinition ActivityDefinition Group Task Communication CommunicationRequest Consent CarePlan Appointment Questionnaire AuditEvent Subscription Measure Schedule'.split(' ');
for (const type of types) await get(`${type}?_count=500&_sort=-_lastUpdated`);
for (const operation of ['$settings', '$policy', '$senders', '$routes', '$channels', '$work', '$messages', '$users', '$clients']) await get(operation);
const registered = await fetch(`${base}/oauth2/register`, { headers: { Authorization: `Bearer ${token}` } });
strings(await registered.json());
for (const file of readdirSync(terms).filter((one) => one.startsWith('CodeSystem-'))) strings(JSON.parse(readFileSync(join(terms, file), 'utf8')));
for (const form of ['long', 'short']) {
  for (let month = 0; month < 12; month += 1) put(new Intl.DateTimeFormat('es', { month: form }).format(new Date(2027, month, 15)));
  for (const one of new Intl.DateTimeFormat('es', { dateStyle: 'full' }).formatToParts(new Date(2027, 2, 1))) put(one.value);
  for (let day = 1; day < 8; day += 1) put(new Intl.DateTimeFormat('es', { weekday: form }).format(new Date(2027, 2, day)));
}
for (const country of ['CA', 'EU', 'GB', 'US']) put(new Intl.DisplayNames('es', { type: 'region' }).of(country));

const isData = (part) => {
  const text = part.replace(/\s+/g, ' ').replace(/…$/, '').trim().toLowerCase();
  return !/\p{L}{2}/u.test(text) || data.has(text) || (text.length > 11 && long.some((one) => one.includes(text)))
    // A code, an id, an address or a file's name is the same in every language.
    || /^[^\s]*[\d_^/.@$:|=?-][^\s]*$/.test(text);
};
// What a page sets beside each other: by a dot, then by figures, then by any mark.
const marks = [/ · |^· |\n/, /\s(?=\d)|(?<=\d)\s/, /, /, /[,;:()“”"–→←+]+|\s(?=\d)|(?<=\d)\s/, /[,;:()“”"–→←+]+|\s/];
const known = (text, from = 0) => isData(text) || marks.slice(from).some((mark, at) => text.split(mark).length > 1 && text.split(mark).every((part) => known(part, from + at + 1)));

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: WIDTH, height: 800 }, locale: 'es' });
const page = await context.newPage();
await page.goto(`${base}/login`);
await page.locator('#username').fill(user);
await page.locator('#password').fill(password);
await page.keyboard.press('Enter');
await page.locator('main#main').waitFor();
const own = (links) => [...new Set(links.map((link) => { const url = new URL(link.href); return url.pathname + url.search; }))].filter((path) => path.startsWith('/console/') && !path.endsWith('/csv'));
const menu = await page.locator('.rail a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
const found = ['/console/help', '/console/more', '/console/campaigns/new', '/console/segments/new', '/console/users/edit', '/console/apps/new', '/console/views?of=/console/today'];
let failed = 0;
const seen = new Set();

async function look(path) {
  const answer = await page.goto(base + path);
  assert.ok(answer.ok(), `answers ${answer.status()}`);
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = one.closest('main') !== null; }));
  const texts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    const outside = (text) => text.replace(/⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/g, ' ').trim();
    const inOther = (one) => one.closest('script, style, code, kbd, pre, [translate=no], [lang]:not(html)');
    while (walker.nextNode()) if (!inOther(walker.currentNode.parentElement)) texts.push(outside(walker.currentNode.textContent));
    for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) if (!inOther(one)) for (const name of ['aria-label', 'placeholder', 'title', 'alt']) texts.push(outside(one.getAttribute(name) ?? ''));
    return [...texts, outside(document.title)].filter(Boolean);
  });
  const left = texts.filter((text) => !known(text));
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  const wide = width <= WIDTH ? [] : await page.evaluate((most) => [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > most + 1 && !one.closest('.wide')).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`).slice(0, 3), WIDTH);
  const links = await page.locator('main a[href^="/console/"]').evaluateAll((all) => all.map((link) => ({ href: link.href }))).then(own);
  return { left: [...new Set(left)], wide: width <= WIDTH ? [] : [`${width} px`, ...wide], links };
}

const shape = (path) => path.split('?')[0].split('/').map((part, at) => (at > 2 && !/^(book|same|people|calendar|compare|new|edit)$/.test(part) ? '*' : part)).join('/');
const queue = [...menu, ...found];
for (const path of queue) {
  if (seen.has(shape(path))) continue;
  seen.add(shape(path));
  try {
    const { left, wide, links } = await look(path);
    queue.push(...links);
    assert.deepEqual(left, [], 'words of no file');
    assert.deepEqual(wide, [], 'it scrolls sideways');
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${path}: ${String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 500)}`);
  }
}
console.log(`ok   ${seen.size} pages`);
await browser.close();
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
