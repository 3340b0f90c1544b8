// Launches an app with fhirclient, as it comes from npm, against a running server: BASE, APP_ID, APP_REDIRECT, and who
// signs in: APP_USER, APP_PASSWORD. The browser is fetch with cookies; the pages work without script.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const smart = require('fhirclient');

const { BASE: base, APP_ID: clientId, APP_REDIRECT: redirectUri, APP_USER: user, APP_PASSWORD: password } = process.env;
const cookies = new Map();
let failed = 0;

async function attempt(what, action) {
  try {
    const result = await action();
    console.log(`ok   ${what}`);
    return result;
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${what}: ${String(error?.message ?? error).slice(0, 400)}`);
    return undefined;
  }
}

async function browse(address, form) {
  const answer = await fetch(new URL(address, base), {
    method: form ? 'POST' : 'GET',
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    body: form ? new URLSearchParams(form) : undefined,
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0].split('=');
    cookies.set(name, value);
  }
  return answer;
}

async function follow(address, form) {
  let answer = await browse(address, form);
  while (answer.status === 302) {
    const next = answer.headers.get('location');
    if (next.startsWith(redirectUri)) {
      return { back: next };
    }
    answer = await browse(next);
  }
  return { status: answer.status, page: await answer.text() };
}

const unescaped = (text) =>
  text.replaceAll('&#61;', '=').replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const inputs = (part) =>
  [...part.matchAll(/<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"/g)].map((match) => [
    match[1],
    unescaped(match[2]),
  ]);

// What a web framework gives fhirclient: a request, a response, a session.
const session = {};
const storage = {
  get: async (key) => session[key],
  set: async (key, value) => (session[key] = value),
  unset: async (key) => delete session[key],
};
const request = (url) => ({ url, headers: { host: new URL(redirectUri).host }, socket: {}, connection: {}, protocol: 'http' });
const response = () => {
  const answer = { location: undefined };
  answer.writeHead = (status, headers) => {
    answer.location = headers?.location ?? headers?.Location ?? answer.location;
    return answer;
  };
  answer.setHeader = (name, value) => {
    if (name.toLowerCase() === 'location') answer.location = value;
  };
  answer.end = () => {};
  answer.redirect = (address) => (answer.location = address);
  return answer;
};

async function launch(scope) {
  const begin = response();
  await smart(request('/launch'), begin, storage).authorize({
    clientId,
    redirectUri,
    iss: `${base}/fhir`,
    scope,
    pkceMode: 'required',
  });
  let shown = await follow(begin.location);
  if (shown.page?.includes('name="password"')) {
    shown = await follow('/login', [...inputs(shown.page).slice(0, 1), ['username', user], ['password', password]]);
  }
  const form = shown.page.split('action="/oauth2/authorize">')[1].split('</form>')[0];
  const { back } = await follow('/oauth2/authorize', inputs(form));
  const url = new URL(back);
  return smart(request(url.pathname + url.search), response(), storage).ready();
}

const client = await attempt('fhirclient: standalone launch', () =>
  launch('openid fhirUser launch/patient patient/*.rs offline_access'),
);
if (client) {
  await attempt('fhirclient: the patient of the launch', async () => {
    assert.ok(client.patient.id);
    assert.equal((await client.patient.read()).id, client.patient.id);
  });
  await attempt('fhirclient: who is signed in', async () => {
    assert.match(client.user.fhirUser ?? client.getFhirUser?.() ?? '', /Patient\//);
    assert.equal((await client.user.read()).resourceType, 'Patient');
  });
  await attempt('fhirclient: a search within the record', async () => {
    const found = await client.request(`Communication?patient=${client.patient.id}`);
    assert.equal(found.resourceType, 'Bundle');
  });
  await attempt('fhirclient: the timeline', async () => {
    const timeline = await client.request(`Patient/${client.patient.id}/$timeline`);
    assert.equal(timeline.resourceType, 'Bundle');
  });
  await attempt('fhirclient: nothing of anybody else', async () => {
    await assert.rejects(client.request('Patient/somebody-else'));
  });
  await attempt('fhirclient: refresh', async () => {
    const before = client.state.tokenResponse.access_token;
    await client.refresh();
    assert.notEqual(client.state.tokenResponse.access_token, before);
    assert.equal((await client.patient.read()).id, client.patient.id);
  });
}
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
