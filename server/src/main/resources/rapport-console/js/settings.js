document.documentElement.classList.add('js');
document.addEventListener('change', e => { if (e.target.matches('[data-submit]')) e.target.form.requestSubmit(); });
document.addEventListener('submit', e => {
  const form = e.target;
  if (form.dataset.sent) { e.preventDefault(); return; }
  form.dataset.sent = '1';
  setTimeout(() => delete form.dataset.sent, 3000);
});
document.addEventListener('click', e => {
  const open = document.querySelector('details.me[open]');
  if (open && !open.contains(e.target)) open.open = false;
});
window.addEventListener('pageshow', e => { if (e.persisted) location.reload(); });
