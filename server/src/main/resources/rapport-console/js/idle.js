(() => {
  let timer = null;
  const box = () => document.getElementById('ending');
  const wind = () => {
    clearTimeout(timer);
    if (!box()) return;
    box().hidden = true;
    timer = setTimeout(() => { box().hidden = false; document.getElementById('say').textContent = box().dataset.says; }, Number(document.body.dataset.idle) * 1000);
  };
  document.addEventListener('DOMContentLoaded', wind);
  document.addEventListener('htmx:configRequest', e => { if (!e.detail.elt.hasAttribute('data-itself')) wind(); });
  document.addEventListener('click', e => {
    if (e.target.matches('[data-stay]')) fetch('/console/stay').then(r => { if (r.ok && !r.redirected) wind(); else location.assign('/login'); });
  });
})();
