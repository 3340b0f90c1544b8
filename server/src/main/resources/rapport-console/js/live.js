(() => {
  let source = null; let waits = 0; const due = {};
  const tell = topic => {
    if (due[topic]) return;
    due[topic] = setTimeout(() => { delete due[topic]; document.body.dispatchEvent(new CustomEvent('live-' + topic)); }, 300);
  };
  const all = () => ['task', 'lead', 'communication', 'appointment', 'campaign'].forEach(tell);
  const close = () => { if (source) { source.close(); source = null; } };
  const open = () => {
    if (document.hidden || source || !document.querySelector('[data-lives]')) return;
    source = new EventSource(document.body.dataset.live);
    source.addEventListener('change', e => e.data.split(' ').forEach(tell));
    source.onopen = () => { if (waits) all(); waits = 0; document.body.classList.add('live'); };
    source.onerror = () => { close(); document.body.classList.remove('live'); waits = Math.min(waits + 1, 6); setTimeout(open, 1000 * 2 ** waits); };
  };
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); else { open(); all(); } });
  window.addEventListener('pagehide', close);
  document.addEventListener('DOMContentLoaded', () => { open(); setInterval(() => { if (!document.hidden && !source) all(); }, 60000); });
  document.addEventListener('htmx:configRequest', e => { e.detail.headers['X-By-Itself'] = e.detail.elt.hasAttribute('data-itself') ? 'true' : ''; if (!e.detail.headers['X-By-Itself']) delete e.detail.headers['X-By-Itself']; });
  document.addEventListener('htmx:afterSwap', e => {
    const alarm = document.querySelector('[data-alarm]'); const n = alarm ? Number(alarm.dataset.alarm) : 0;
    const before = Number(document.body.dataset.alarms || '0');
    if (n > before) { document.getElementById('say').textContent = alarm.dataset.says; }
    document.body.dataset.alarms = String(n);
    document.title = (n > 0 ? '(' + n + ') ! ' : '') + document.title.replace(/^\(\d+\) ! /, '');
  });
  document.addEventListener('DOMContentLoaded', () => {
    const alarm = document.querySelector('[data-alarm]'); const n = alarm ? Number(alarm.dataset.alarm) : 0;
    document.body.dataset.alarms = String(n); if (n > 0) document.title = '(' + n + ') ! ' + document.title;
  });
})();
