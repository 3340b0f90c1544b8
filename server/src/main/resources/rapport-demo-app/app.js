// A SMART app of one page: standalone launch, EHR launch, and the patient's $timeline. Nothing is kept but fhirclient's session.
(() => {
  'use strict';
  const scope = 'openid fhirUser launch/patient patient/*.rs';
  const here = new URL(window.location.href);
  const home = new URL('.', here).href;
  const at = (id) => document.getElementById(id);

  const settings = {
    clientId: 'engagement-timeline',
    redirectUri: home,
    pkceMode: 'required',
  };

  function problem(error) {
    at('problem').textContent = `The timeline cannot be shown: ${error.message || error}`;
    at('problem').hidden = false;
    offer();
  }

  function offer() {
    at('connect').hidden = false;
    at('connect').onclick = () =>
      window.FHIR.oauth2
        .authorize({ ...settings, scope, iss: new URL('/fhir', here).href })
        .catch(problem);
  }

  function when(resource) {
    const instant =
      resource.sent || resource.received || resource.occurrenceDateTime || resource.start || resource.authoredOn || resource.dateTime;
    return instant ? new Date(instant) : null;
  }

  function words(resource) {
    if (resource.payload) {
      return resource.payload.map((part) => part.contentString).filter(Boolean).join('\n');
    }
    return resource.description || '';
  }

  function entry(resource) {
    const item = document.createElement('li');
    const kind = document.createElement('span');
    kind.className = 'kind';
    kind.textContent = `${resource.resourceType}, ${resource.status}`;
    const time = when(resource);
    if (time) {
      const shown = document.createElement('time');
      shown.dateTime = time.toISOString();
      shown.textContent = ` ${time.toLocaleString()}`;
      kind.append(shown);
    }
    item.append(kind);
    const said = document.createElement('p');
    // As text, never as markup: a message says whatever somebody wrote.
    said.textContent = words(resource);
    if (said.textContent) item.append(said);
    return item;
  }

  async function show(client) {
    const patient = await client.patient.read();
    const name = (patient.name || [])[0] || {};
    at('whose').textContent = name.text || [...(name.given || []), name.family].filter(Boolean).join(' ') || patient.id;
    const bundle = await client.request(`Patient/${client.patient.id}/$timeline`);
    const resources = (bundle.entry || []).map((one) => one.resource);
    at('timeline').replaceChildren(...resources.map(entry));
    at('nothing').hidden = resources.length > 0;
    at('record').hidden = false;
  }

  const query = here.searchParams;
  if (query.has('launch')) {
    window.FHIR.oauth2
      .authorize({ ...settings, scope: `launch ${scope.replace('launch/patient ', '')}` })
      .catch(problem);
  } else if (query.has('error')) {
    problem(query.get('error_description') || query.get('error'));
  } else if (query.has('code') || window.sessionStorage.getItem('SMART_KEY')) {
    window.FHIR.oauth2.ready().then(show).catch(problem);
  } else {
    offer();
  }
})();
