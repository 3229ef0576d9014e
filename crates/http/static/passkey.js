/* Passkeys. The page asks in its form, the browser has the authenticator answer, and the answer is sent as the form. Without
   this script the form shows no button, and a code can be given. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-passkey]');
  if (!form) return;
  var button = form.querySelector('button'), told = form.querySelector('[data-failed]');

  /* Within JSON bytes are base64url; browsers want them as bytes. */
  function bytes(text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/')), all = new Uint8Array(plain.length);
    for (var i = 0; i < plain.length; i += 1) all[i] = plain.charCodeAt(i);
    return all;
  }
  function text(buffer) {
    var all = new Uint8Array(buffer), plain = '';
    for (var i = 0; i < all.length; i += 1) plain += String.fromCharCode(all[i]);
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }
  function named(list) {
    return (list || []).map(function (it) {
      it.id = bytes(it.id);
      return it;
    });
  }
  function options() {
    var asked = JSON.parse(form.getAttribute('data-options'));
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    if (asked.excludeCredentials) asked.excludeCredentials = named(asked.excludeCredentials);
    if (asked.allowCredentials) asked.allowCredentials = named(asked.allowCredentials);
    return { publicKey: asked };
  }
  /* Each is bytes but the list of ways by which the authenticator is reached. */
  function answer(given) {
    var said = given.response, response = { clientDataJSON: text(said.clientDataJSON) };
    ['attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (name) {
      if (said[name]) response[name] = text(said[name]);
    });
    if (said.attestationObject && said.getTransports) response.transports = said.getTransports();
    return JSON.stringify({ id: given.id, rawId: text(given.rawId), type: given.type, response: response });
  }
  function tell(what) {
    told.textContent = told.getAttribute('data-' + what);
    told.hidden = false;
    told.focus();
  }

  form.querySelector('.needs-script').hidden = true;
  if (!window.PublicKeyCredential || !navigator.credentials) {
    told.textContent = told.getAttribute('data-unsupported');
    told.hidden = false;
    return;
  }
  button.hidden = false;
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    told.hidden = true;
    var ask = form.getAttribute('data-passkey') === 'create' ? 'create' : 'get';
    /* Whatever fails before the browser asks is told like what fails after. */
    new Promise(function (done) { done(navigator.credentials[ask](options())); }).then(function (given) {
      form.elements.credential.value = answer(given);
      form.submit();
    }).catch(function (error) {
      button.disabled = false;
      tell(error.name === 'NotAllowedError' ? 'cancelled' : error.name === 'InvalidStateError' ? 'known' : 'failed');
    });
  });
  /* A page that comes back from the browser's own store can be pressed again. */
  window.addEventListener('pageshow', function () { button.disabled = false; });
})();
