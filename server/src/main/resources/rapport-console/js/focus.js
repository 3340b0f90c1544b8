(() => {
  const there = () => {
    const wanted = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const target = wanted || document.querySelector('[data-focus]');
    if (target) { target.focus({preventScroll: false}); }
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', there); else there();
  let kept = null;
  document.addEventListener('htmx:beforeSwap', e => {
    const active = document.activeElement;
    kept = active && e.target.contains(active) ? active.id || (active.closest('[data-row]') || {}).id : null;
  });
  document.addEventListener('htmx:afterSwap', () => {
    if (kept) { const again = document.getElementById(kept); if (again) again.focus({preventScroll: true}); }
    kept = null;
  });
  document.querySelectorAll('[data-print]').forEach(one => { one.hidden = false; });
  document.addEventListener('click', e => { if (e.target.closest('[data-print]')) window.print(); });
})();
