(() => {
  const off = () => { try { return localStorage.getItem('keys') === 'off'; } catch { return false; } };
  let going = false;
  const rows = () => [...document.querySelectorAll('[data-row]')];
  const typing = t => t.matches('input, select, textarea, [contenteditable]');
  document.addEventListener('click', e => {
    if (e.target.matches('[data-keys-off]')) {
      try { localStorage.setItem('keys', off() ? 'on' : 'off'); } catch { /* not kept */ }
      e.target.setAttribute('aria-pressed', String(off()));
    }
  });
  document.addEventListener('keydown', e => {
    if (e.ctrlKey && e.key === 'Enter' && e.target.matches('[data-send]')) {
      const send = e.target.form.querySelector('[data-sends]'); if (send) { e.preventDefault(); send.click(); }
      return;
    }
    if (e.altKey || e.ctrlKey || e.metaKey || typing(e.target) || off()) return;
    const k = e.key;
    if (going) {
      going = false;
      const to = document.querySelector(`[data-go="${CSS.escape(k)}"]`);
      if (to) { e.preventDefault(); location.assign(to.href); }
      return;
    }
    if (k === 'g') { going = true; setTimeout(() => { going = false; }, 1500); return; }
    if (k === '/') { e.preventDefault(); document.querySelector('[data-search]').focus(); return; }
    if (k === '?') { location.assign('/console/help'); return; }
    if (k === 'u') { const undo = document.querySelector('[data-undo] button'); if (undo) { e.preventDefault(); undo.click(); } return; }
    const row = e.target.closest('[data-row]');
    if (k === 'j' || k === 'k' || k === 'ArrowDown' || k === 'ArrowUp') {
      const all = rows(); if (!all.length || (!row && !['j', 'k'].includes(k))) return;
      const at = all.indexOf(row); const next = all[(k === 'j' || k === 'ArrowDown') ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0)];
      e.preventDefault(); next.focus(); return;
    }
    if (!row) return;
    if (k === 'Enter' && e.target === row) { const open = row.querySelector('[data-open]'); if (open) { e.preventDefault(); open.click(); } return; }
    if (k === 'Escape') { row.querySelectorAll('details[open]').forEach(d => { d.open = false; }); row.focus(); return; }
    const panel = row.querySelector('details.act[open]');
    const act = (panel && panel.querySelector(`[data-key="${CSS.escape(k)}"]:not(summary)`)) || row.querySelector(`[data-key="${CSS.escape(k)}"]`);
    if (!act) return;
    e.preventDefault();
    act.click();
    if (act.matches('summary') && act.parentElement.open) { const first = act.parentElement.querySelector('button, input:not([type=hidden]), textarea'); if (first) first.focus(); }
  });
})();
