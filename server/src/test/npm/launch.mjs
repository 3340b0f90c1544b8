// Launches apps with fhirclient, fhir-kit-client and @medplum/core, as they come from npm, against a running server: BASE,
// APP_ID, APP_REDIRECT, who signs in: APP_USER, APP_PASSWORD, and the EHR that launches: CLIENT_ID, CLIENT_SECRET.
// The browser is fetch with cookies; the pages work without script.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import * as FhirKit from 'fhir-kit-client';

// @medplum/core names the browser's WebSocket when it is loaded; Node has one from version 22 on.
globalThis.WebSocket ??= class {};
const { ClientStorage, MedplumClient, MemoryStorage } = await import('@medplum/core');

const require = createRequire(import.meta.url);
const smart = require('fhirclient');
const { Client: FhirKitClient } = FhirKit;

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

// What a person does with the page that an app led them to; answers where they are led back to.
async function allow(location) {
  let shown = await follow(location);
  if (shown.page?.includes('name="password"')) {
    shown = await follow('/login', [...inputs(shown.page).slice(0, 1), ['username', user], ['password', password]]);
  }
  const form = shown.page.split('action="/oauth2/authorize">')[1].split('</form>')[0];
  return new URL((await follow('/oauth2/authorize', inputs(form))).back);
}

async function launch(scope, opened) {
  const begin = response();
  await smart(request(`/launch${opened ?? ''}`), begin, storage).authorize({
    clientId,
    redirectUri,
    ...(opened ? {} : { iss: `${base}/fhir` }),
    scope,
    pkceMode: 'required',
  });
  const url = await allow(begin.location);
  return smart(request(url.pathname + url.search), response(), storage).ready();
}

async function ehr() {
  const answer = await fetch(`${base}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${process.env.CLIENT_ID}:${process.env.CLIENT_SECRET}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return (await answer.json()).access_token;
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

await attempt('fhirclient: an EHR launches it', async () => {
  const answer = await fetch(`${base}/fhir/$launch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await ehr()}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({
      resourceType: 'Parameters',
      parameter: [
        { name: 'user', valueString: user },
        { name: 'patient', valueString: 'app-a' },
      ],
    }),
  });
  const value = (await answer.json()).parameter.find((one) => one.name === 'launch').valueString;
  const opened = await launch('launch openid fhirUser patient/*.rs', `?iss=${encodeURIComponent(`${base}/fhir`)}&launch=${value}`);
  assert.equal(opened.patient.id, 'app-a');
  const revoked = await fetch(`${base}/oauth2/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: opened.state.tokenResponse.access_token, client_id: clientId }),
  });
  assert.equal(revoked.status, 200);
  await assert.rejects(opened.patient.read());
});

// The request of an app, by what the clients discover.
function asked(authorizeUrl, verifier) {
  return `${authorizeUrl}?${new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid fhirUser launch/patient patient/*.rs offline_access',
    state: 'x',
    aud: `${base}/fhir`,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })}`;
}

await attempt('fhir-kit-client: discovery, launch and reading', async () => {
  const kit = new FhirKitClient({ baseUrl: `${base}/fhir` });
  const { authorizeUrl, tokenUrl } = await kit.smartAuthMetadata();
  const verifier = `${randomUUID()}${randomUUID()}`;
  const back = await allow(asked(authorizeUrl.href, verifier));
  const answer = await fetch(tokenUrl.href, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code'),
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_id: clientId,
    }),
  });
  const tokens = await answer.json();
  kit.bearerToken = tokens.access_token;
  assert.equal((await kit.read({ resourceType: 'Patient', id: tokens.patient })).id, tokens.patient);
  assert.equal((await kit.search({ resourceType: 'Communication', searchParams: { patient: tokens.patient } })).resourceType, 'Bundle');
});

await attempt('@medplum/core: launch, reading and refresh', async () => {
  // Where it keeps the verifier between the two pages of a browser.
  const between = new ClientStorage(new MemoryStorage());
  const medplum = new MedplumClient({
    storage: between,
    baseUrl: `${base}/`,
    fhirUrlPath: 'fhir',
    tokenUrl: `${base}/oauth2/token`,
    authorizeUrl: `${base}/oauth2/authorize`,
    logoutUrl: `${base}/oauth2/revoke`,
    clientId,
    fetch,
  });
  const verifier = `${randomUUID()}${randomUUID()}`;
  between.setString('codeVerifier', verifier);
  const back = await allow(asked(`${base}/oauth2/authorize`, verifier));
  await medplum.processCode(back.searchParams.get('code'), { clientId, redirectUri });
  assert.ok(medplum.getAccessToken(), 'it holds a token');
  assert.equal((await medplum.readResource('Patient', 'app-a')).id, 'app-a');
  const before = medplum.getAccessToken();
  await medplum.refreshIfExpired(10 * 3_600_000);
  assert.notEqual(medplum.getAccessToken(), before);
  assert.equal((await medplum.readResource('Patient', 'app-a', { cache: 'reload' })).id, 'app-a');
});
console.log(`${failed} failed`);
process.exit(failed ? 1 : 0);
