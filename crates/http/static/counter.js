/* The counter's script. Without it every page works by its forms. With it the quote is there while the bill is typed, a
   confirmation is sent until its one result is known, cards are scanned where the browser can, and the amount is read aloud
   if somebody switched that on. It keeps no state of its own but what is confirmed and not yet known to be recorded. */
(function () {
  'use strict';
  var PENDING = 'counter-pending', SPEAK = 'counter-speak', STAFF = 'counter-staff', SPOKEN = 'counter-spoken';
  var root = document.documentElement;
  root.className += ' js';

  function find(id) { return document.getElementById(id); }
  function show(element, on) { if (element) element.hidden = !on; }
  function read(key) { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function keep(key, value) {
    try { if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value); } catch (e) { /* private mode */ }
  }
  /* What is sent as a form is: old browsers cannot make one of a form by themselves. */
  function fields(form) {
    var pairs = [];
    Array.prototype.forEach.call(form.elements, function (it) {
      var skipped = !it.name || it.disabled || it.type === 'submit' || it.type === 'button' || (it.type === 'radio' && !it.checked);
      if (!skipped) pairs.push([it.name, it.value]);
    });
    return pairs;
  }
  function encoded(pairs) {
    return pairs.map(function (pair) { return encodeURIComponent(pair[0]) + '=' + encodeURIComponent(pair[1]); }).join('&');
  }
  function post(path, body, wait) {
    var stop = window.AbortController ? new AbortController() : null;
    var timer = stop && setTimeout(function () { stop.abort(); }, wait);
    return fetch(path, {
      method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual', signal: stop ? stop.signal : undefined,
      headers: { 'content-type': 'application/x-www-form-urlencoded' }
    }).then(function (answer) { clearTimeout(timer); return answer; }, function (error) { clearTimeout(timer); throw error; });
  }
  /* Sends a form in the old way: the page that answers says what there is to say. */
  function submit(path, body) {
    var form = document.createElement('form');
    form.method = 'post';
    form.action = path;
    form.hidden = true;
    body.split('&').forEach(function (pair) {
      var cut = pair.indexOf('='), input = document.createElement('input');
      input.name = decodeURIComponent(pair.slice(0, cut));
      input.value = decodeURIComponent(pair.slice(cut + 1));
      form.appendChild(input);
    });
    document.body.appendChild(form);
    form.submit();
  }

  /* An address that holds a card's token, or of a form, does not stay. */
  if (window.history.replaceState && /^\/(k\/|counter\/(card|quote|confirm|staff))/.test(location.pathname)) {
    window.history.replaceState(null, '', '/counter');
  }
  function line() { show(find('off-line'), navigator.onLine === false); }
  window.addEventListener('online', line);
  window.addEventListener('offline', line);
  line();

  /* What was confirmed is kept before it is sent, and until its result is known: also if the browser is killed between. */
  var panel = find('pending'), tries = 0, timer = null, sending = false;
  function pending() {
    var text = read(PENDING);
    try { return text ? JSON.parse(text) : null; } catch (e) { return null; }
  }
  function tell(what, heading) {
    var title = panel.querySelector('h2');
    title.textContent = title.getAttribute(heading);
    panel.querySelector('.amount').textContent = what.due;
    show(panel.querySelector('button'), heading === 'data-not');
    show(panel.querySelectorAll('p')[1], heading === 'data-not');
    show(panel, true);
    show(find('bill-form'), false);
    show(find('code-form'), false);
    /* Whoever turned to the next customer would not see what becomes of this one. */
    show(find('other'), false);
  }
  /* Says what has to happen before it is sent again. */
  function wait(what, how) {
    var text = panel.querySelectorAll('p')[1];
    tell(what, 'data-not');
    text.textContent = text.getAttribute(how);
    show(panel.querySelector('button'), false);
  }
  function send() {
    var what = pending();
    if (!what || sending || !panel) return;
    sending = true;
    clearTimeout(timer);
    if (tries > 0) tell(what, 'data-sending');
    var waited = Math.max(0, Math.round((Date.now() - what.at) / 1000));
    post('/counter/confirm', what.body + '&waited=' + waited, 10000).then(function (answer) {
      sending = false;
      if (answer.type === 'opaqueredirect' || answer.redirected) {
        keep(PENDING, null);
        location.replace('/counter/done/' + encodeURIComponent(what.ref));
      } else if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
        again(what);
      } else if (answer.status === 403) {
        /* Nobody stands here: it is sent again once somebody does. */
        location.replace('/counter');
      } else if (answer.status === 401) {
        /* The phone is no counter any more: only the shop's own page can tell what became of it. */
        wait(what, 'data-gone');
      } else {
        /* It is decided, and nothing was recorded. */
        keep(PENDING, null);
        submit('/counter/confirm', what.body);
      }
    }, function () { sending = false; again(what); });
  }
  function again(what) {
    tell(what, 'data-not');
    tries += 1;
    timer = setTimeout(send, Math.min(15000, 1000 * Math.pow(2, Math.min(tries, 4))));
  }
  if (panel) {
    panel.querySelector('button').addEventListener('click', send);
    window.addEventListener('online', send);
  }

  /* Who stands here: the one who stood here last is chosen already. */
  var pin = find('pin-form');
  if (pin) {
    var last = read(STAFF);
    Array.prototype.forEach.call(pin.querySelectorAll('input[name=staff]'), function (it) {
      if (it.value === last && !pin.querySelector('input[name=staff]:checked')) it.checked = true;
    });
    if (last && pin.staff && pin.staff.tagName === 'SELECT' && !pin.staff.value) pin.staff.value = last;
    pin.addEventListener('submit', function () { keep(STAFF, pin.staff.value); });
    if (pin.querySelector('input[name=staff]:checked') || (pin.staff && pin.staff.value)) find('pin').focus();
    if (pending() && panel) {
      wait(pending(), 'data-pin');
    }
  } else if (panel && pending()) {
    tries = 1;
    send();
  }

  /* Read aloud, once, and nothing but the amount. */
  var done = find('done'), speak = find('speak');
  if (window.speechSynthesis && speak) {
    var press = speak.querySelector('button');
    var say = function () { press.textContent = press.getAttribute(read(SPEAK) ? 'data-on' : 'data-off'); };
    say();
    show(speak, true);
    press.addEventListener('click', function () { keep(SPEAK, read(SPEAK) ? null : '1'); say(); });
  }
  if (done && window.speechSynthesis && read(SPEAK) && read(SPOKEN) !== done.getAttribute('data-ref')) {
    keep(SPOKEN, done.getAttribute('data-ref'));
    var words = new SpeechSynthesisUtterance(done.getAttribute('data-say'));
    words.lang = root.lang;
    window.speechSynthesis.speak(words);
  }

  /* Scanning. */
  var scan = find('scan'), code = find('code-form');
  if (scan && code && window.BarcodeDetector && navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
    var button = scan.querySelector('button'), video = scan.querySelector('video'), label = button.textContent, stream = null;
    var stop = function () {
      if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
      stream = null;
      show(video, false);
      button.textContent = label;
    };
    var look = function (detector) {
      if (!stream) return;
      detector.detect(video).then(function (found) {
        if (!stream) return;
        if (!found.length) { setTimeout(look, 150, detector); return; }
        stop();
        find('code').value = found[0].rawValue.slice(0, 200);
        code.submit();
      }, function () { setTimeout(look, 400, detector); });
    };
    show(scan, true);
    button.addEventListener('click', function () {
      if (stream) { stop(); return; }
      navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }).then(function (given) {
        stream = given;
        video.srcObject = given;
        show(video, true);
        button.textContent = button.getAttribute('data-stop');
        video.play();
        look(new window.BarcodeDetector({ formats: ['qr_code'] }));
      }, function () { show(scan, false); });
    });
  }

  /* The bill: what it comes to is there while it is typed. */
  var form = find('bill-form');
  if (!form || !window.fetch || !window.DOMParser) return;
  var count = 0, typing = null, asked = encoded(fields(form));

  function stale(on) {
    var money = find('money');
    money.setAttribute('aria-busy', on ? 'true' : 'false');
    var confirm = find('confirm');
    if (confirm) confirm.disabled = on;
  }
  function swap(id, from) {
    var fresh = from.getElementById(id), old = find(id);
    if (fresh && old) old.innerHTML = fresh.innerHTML;
  }
  /* Takes what the server says about the bill into this page; what somebody types in is left alone. */
  function take(from) {
    var active = document.activeElement, chosen = active && active.name === 'discount' ? active.value : null;
    ['said', 'slip', 'offers', 'bill-fault', 'voucher-says', 'receipt-says', 'money'].forEach(function (id) { swap(id, from); });
    var fresh = from.getElementById('voucher'), own = find('voucher');
    show(find('vouchers'), !from.getElementById('vouchers').hidden);
    if (own !== document.activeElement) own.value = fresh.value;
    var wrong = from.getElementById('bill').getAttribute('aria-invalid');
    if (wrong) find('bill').setAttribute('aria-invalid', wrong); else find('bill').removeAttribute('aria-invalid');
    if (chosen !== null) {
      Array.prototype.forEach.call(form.querySelectorAll('input[name=discount]'), function (it) { if (it.value === chosen) it.focus(); });
    }
    asked = encoded(fields(form));
  }
  function quote() {
    clearTimeout(typing);
    var body = encoded(fields(form)), own = ++count;
    if (body === asked) { stale(false); return; }
    stale(true);
    post('/counter/quote', body, 8000).then(function (answer) {
      if (own !== count) return;
      if (answer.status >= 500 || answer.status === 429) throw answer;
      return answer.text().then(function (text) {
        if (own !== count) return;
        var from = new DOMParser().parseFromString(text, 'text/html');
        if (!from.getElementById('bill-form')) { submit('/counter/quote', body); return; }
        take(from);
        stale(false);
      });
    }).catch(function () {
      if (own === count) typing = setTimeout(quote, 2000);
    });
  }
  form.addEventListener('input', function (event) {
    if (event.target.name === 'receipt') return;
    count += 1;
    stale(true);
    clearTimeout(typing);
    typing = setTimeout(quote, event.target.type === 'radio' ? 0 : 250);
  });
  form.addEventListener('change', function (event) { if (event.target.name !== 'receipt') quote(); });
  /* What stood in the field and could not be used is set right once the field is left. */
  find('voucher').addEventListener('blur', function () {
    var shown = form.elements.shown_voucher;
    if (shown && encoded(fields(form)) === asked && find('voucher-says').querySelector('.wrong')) find('voucher').value = shown.value;
  });

  var pressed = null;
  form.addEventListener('click', function (event) {
    var it = event.target;
    while (it && it !== form && it.tagName !== 'BUTTON') it = it.parentNode;
    pressed = it && it !== form ? it : null;
  });
  form.addEventListener('submit', function (event) {
    var by = pressed;
    pressed = null;
    event.preventDefault();
    if (!by || by.id !== 'confirm') {
      find('bill').blur();
      asked = by && by.id === 'compute' ? '' : asked;
      quote();
      return;
    }
    if (by.disabled || find('money').getAttribute('aria-busy') === 'true' || pending()) return;
    by.disabled = true;
    var reference = form.elements.ref.value;
    keep(PENDING, JSON.stringify({
      body: encoded(fields(form)), ref: reference, at: Date.now(), due: find('money').querySelector('.due b').textContent
    }));
    if (!pending()) { submit('/counter/confirm', encoded(fields(form))); return; }
    tries = 0;
    send();
  });
  /* In another language it is the same card and bill. */
  Array.prototype.forEach.call(document.querySelectorAll('.foot button[form=bill-form]'), function (it) {
    it.addEventListener('click', function (event) {
      event.preventDefault();
      submit(it.getAttribute('formaction'), encoded(fields(form)));
    });
  });
  /* A page that comes back from the browser's own store may show what is over. */
  window.addEventListener('pageshow', function (event) { if (event.persisted) location.replace('/counter'); });
})();
