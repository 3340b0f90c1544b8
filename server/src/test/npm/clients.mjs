// Drives three FHIR clients, as they come from npm, against a running server: BASE, CLIENT_ID, CLIENT_SECRET.
// Prints a line for each thing that was tried; the exit code says whether all of it worked.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as FhirKit from 'fhir-kit-client';

// @medplum/core names the browser's WebSocket when it is loaded; Node has one from version 22 on.
globalThis.WebSocket ??= class extends EventTarget {};
const { MedplumClient } = await import('@medplum/core');

const require = createRequire(import.meta.url);
const smart = require('fhirclient');

const base = process.env.BASE;
const fhir = `${base}/fhir`;
const id = process.env.CLIENT_ID;
const secret = process.env.CLIENT_SECRET;
const run = Math.random().toString(36).slice(2, 10);
let failed = 0;

async function attempt(client, what, action) {
  try {
    await action();
    console.log(`ok   ${client}: ${what}`);
  } catch (error) {
    failed += 1;
    const answer = error?.response?.data ?? error?.outcome ?? error?.message ?? error;
    console.log(`FAIL ${client}: ${what}: ${JSON.stringify(answer).slice(0, 400)}`);
  }
}

const person = (family) => ({
  resourceType: 'Patient',
  active: true,
  identifier: [{ system: 'urn:example:npm', value: `${run}-${family}` }],
  name: [{ family: `${family}${run}`, given: ['Ada'] }],
  communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'fr-CA' }] } }],
});

const many = (family, count) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: Array.from({ length: count }, (_, n) => ({
    fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    request: { method: 'POST', url: 'Patient' },
    resource: { ...person(family), identifier: [{ system: 'urn:example:npm', value: `${run}-${family}-${n}` }] },
  })),
});

async function token() {
  const answer = await fetch(`${base}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).access_token;
}

async function fhirKit() {
  const name = 'fhir-kit-client';
  const { Client } = FhirKit;
  const client = new Client({ baseUrl: fhir, bearerToken: await token() });
  let made;
  await attempt(name, 'smart configuration', async () => {
    const metadata = await client.smartAuthMetadata();
    assert.equal(String(metadata.tokenUrl ?? metadata.token_endpoint), `${base}/oauth2/token`);
  });
  await attempt(name, 'capability statement', async () => {
    assert.equal((await client.capabilityStatement()).fhirVersion, '4.0.1');
  });
  await attempt(name, 'create', async () => {
    made = await client.create({ resourceType: 'Patient', body: person('Kit') });
    assert.ok(made.id);
  });
  await attempt(name, 'read', async () => {
    assert.equal((await client.read({ resourceType: 'Patient', id: made.id })).id, made.id);
  });
  await attempt(name, 'vread', async () => {
    const read = await client.vread({ resourceType: 'Patient', id: made.id, version: '1' });
    assert.equal(read.meta.versionId, '1');
  });
  await attempt(name, 'update', async () => {
    const body = { ...made, gender: 'female' };
    assert.equal((await client.update({ resourceType: 'Patient', id: made.id, body })).gender, 'female');
  });
  await attempt(name, 'patch', async () => {
    const jsonPatch = [{ op: 'replace', path: '/gender', value: 'other' }];
    assert.equal((await client.patch({ resourceType: 'Patient', id: made.id, jsonPatch })).gender, 'other');
  });
  await attempt(name, 'search by system|value', async () => {
    const found = await client.search({
      resourceType: 'Patient',
      searchParams: { identifier: `urn:example:npm|${run}-Kit` },
    });
    assert.equal(found.entry.length, 1);
  });
  await attempt(name, 'search by POST', async () => {
    const found = await client.resourceSearch({
      resourceType: 'Patient',
      searchParams: { identifier: `urn:example:npm|${run}-Kit` },
      options: { postSearch: true },
    });
    assert.equal(found.entry.length, 1);
  });
  await attempt(name, 'history', async () => {
    const history = await client.resourceHistory({ resourceType: 'Patient', id: made.id });
    assert.equal(history.entry.length, 3);
    assert.ok((await client.typeHistory({ resourceType: 'Patient' })).entry.length > 0);
  });
  await attempt(name, 'transaction', async () => {
    const answer = await client.transaction({ body: many('KitMany', 5) });
    assert.equal(answer.entry.length, 5);
  });
  await attempt(name, 'paging', async () => {
    let page = await client.search({
      resourceType: 'Patient',
      searchParams: { family: `KitMany${run}`, _count: '2' },
    });
    let seen = 0;
    for (; page; page = await client.nextPage({ bundle: page })) {
      seen += page.entry?.length ?? 0;
    }
    assert.equal(seen, 5);
  });
  await attempt(name, 'batch', async () => {
    const body = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: `Patient/${made.id}` } },
        { request: { method: 'GET', url: 'Patient/there-is-none' } },
      ],
    };
    const answer = await client.batch({ body });
    assert.match(answer.entry[0].response.status, /^200/);
    assert.match(answer.entry[1].response.status, /^404/);
  });
  await attempt(name, 'operation', async () => {
    const outcome = await client.operation({
      name: 'validate',
      resourceType: 'Patient',
      input: { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: person('Kit') }] },
    });
    assert.equal(outcome.resourceType, 'OperationOutcome');
  });
  await attempt(name, 'delete', async () => {
    await client.delete({ resourceType: 'Patient', id: made.id });
    await assert.rejects(client.read({ resourceType: 'Patient', id: made.id }));
  });
}

async function fhirClient() {
  const name = 'fhirclient';
  const api = smart({ url: '/', headers: { host: 'localhost' }, protocol: 'http' }, {}, {
    get: async () => undefined,
    set: async (_, value) => value,
    unset: async () => true,
  });
  const client = api.client({ serverUrl: fhir, tokenResponse: { access_token: await token() } });
  let made;
  await attempt(name, 'create', async () => {
    made = await client.create(person('Smart'));
    assert.ok(made.id);
  });
  await attempt(name, 'read', async () => {
    assert.equal((await client.request(`Patient/${made.id}`)).id, made.id);
  });
  await attempt(name, 'update', async () => {
    assert.equal((await client.update({ ...made, gender: 'male' })).gender, 'male');
  });
  await attempt(name, 'patch', async () => {
    const patched = await client.patch(`Patient/${made.id}`, [
      { op: 'replace', path: '/gender', value: 'unknown' },
    ]);
    assert.equal(patched.gender, 'unknown');
  });
  await attempt(name, 'search by system|value', async () => {
    const found = await client.request(`Patient?identifier=urn:example:npm|${run}-Smart`);
    assert.equal(found.entry.length, 1);
  });
  await attempt(name, 'history', async () => {
    assert.equal((await client.request(`Patient/${made.id}/_history`)).entry.length, 3);
  });
  await attempt(name, 'transaction', async () => {
    const answer = await client.request({
      url: fhir,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(many('SmartMany', 5)),
    });
    assert.equal(answer.entry.length, 5);
  });
  await attempt(name, 'paging', async () => {
    const all = await client.request(`Patient?family=SmartMany${run}&_count=2`, {
      pageLimit: 0,
      flat: true,
    });
    assert.equal(all.length, 5);
  });
  await attempt(name, 'fhir version', async () => {
    assert.equal(await client.getFhirVersion(), '4.0.1');
  });
  await attempt(name, 'delete', async () => {
    await client.delete(`Patient/${made.id}`);
  });
}

async function medplum() {
  const name = '@medplum/core';
  const client = new MedplumClient({
    baseUrl: `${base}/`,
    fhirUrlPath: 'fhir',
    tokenUrl: `${base}/oauth2/token`,
    cacheTime: 0,
    fetch,
  });
  let made;
  await attempt(name, 'sign-in by client credentials', async () => {
    await client.startClientLogin(id, secret);
    assert.ok(client.getAccessToken());
  });
  await attempt(name, 'create', async () => {
    made = await client.createResource(person('Plum'));
    assert.ok(made.id);
  });
  await attempt(name, 'read', async () => {
    assert.equal((await client.readResource('Patient', made.id)).id, made.id);
  });
  await attempt(name, 'update', async () => {
    assert.equal((await client.updateResource({ ...made, gender: 'female' })).gender, 'female');
  });
  await attempt(name, 'patch', async () => {
    const patched = await client.patchResource('Patient', made.id, [
      { op: 'replace', path: '/gender', value: 'other' },
    ]);
    assert.equal(patched.gender, 'other');
  });
  await attempt(name, 'search', async () => {
    const found = await client.search('Patient', `identifier=urn:example:npm|${run}-Plum`);
    assert.equal(found.entry.length, 1);
    assert.equal(
      (await client.searchResources('Patient', { identifier: `urn:example:npm|${run}-Plum` })).length,
      1,
    );
  });
  await attempt(name, 'history', async () => {
    assert.equal((await client.readHistory('Patient', made.id)).entry.length, 3);
    assert.equal((await client.readVersion('Patient', made.id, '1')).meta.versionId, '1');
  });
  await attempt(name, 'transaction', async () => {
    assert.equal((await client.executeBatch(many('PlumMany', 5))).entry.length, 5);
  });
  await attempt(name, 'paging', async () => {
    let seen = 0;
    for await (const page of client.searchResourcePages(
      'Patient',
      new URLSearchParams({ family: `PlumMany${run}`, _count: '2' }),
    )) {
      seen += page.length;
    }
    assert.equal(seen, 5);
  });
  await attempt(name, 'create if none exists', async () => {
    const again = await client.createResourceIfNoneExist(
      person('Plum'),
      `identifier=urn:example:npm|${run}-Plum`,
    );
    assert.equal(again.id, made.id);
  });
  await attempt(name, 'upsert', async () => {
    const changed = await client.upsertResource(
      { ...person('Plum'), gender: 'male' },
      `identifier=urn:example:npm|${run}-Plum`,
    );
    assert.equal(changed.id, made.id);
  });
  await attempt(name, 'delete', async () => {
    await client.deleteResource('Patient', made.id);
  });
}

await fhirKit();
await fhirClient();
await medplum();
console.log(`${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
