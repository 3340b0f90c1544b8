// Signs in by a passkey, and adds one. What asks for it stays hidden without script, and where a browser has no passkeys.
(() => {
  'use strict';
  if (!window.PublicKeyCredential) return;
  const token = document.querySelector('input[name=_csrf]');
  const headers = token ? { 'X-XSRF-TOKEN': token.value } : {};
  const signIn = document.getElementById('passkey-sign-in');
  if (signIn) {
    signIn.hidden = false;
    window.setupLogin(headers, '', signIn.querySelector('button'));
  }
  const add = document.getElementById('passkey-add');
  if (add) {
    add.hidden = false;
    const failed = {
      style: {},
      // The library's words are for developers; ours stand on the page.
      set textContent(words) {
        add.querySelector('.error').hidden = !words;
      },
    };
    window.setupRegistration(headers, '', {
      getRegisterButton: () => add.querySelector('button'),
      getSuccess: () => null,
      getError: () => failed,
      getLabelInput: () => add.querySelector('input'),
      getDeleteForms: () => [],
    });
  }
})();
