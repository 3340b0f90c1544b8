(() => {
  let timer = null;
  document.addEventListener('input', e => {
    if (!e.target.matches('[data-draft]')) return;
    clearTimeout(timer);
    timer = setTimeout(() => e.target.form.dispatchEvent(new CustomEvent('draft')), 1200);
  });
  window.addEventListener('pagehide', () => {
    const box = document.querySelector('[data-draft]');
    if (timer && box && box.value.trim()) navigator.sendBeacon(box.form.dataset.save, new URLSearchParams(new FormData(box.form)));
  });
})();
