// Adds new log lines as they happen; the page works without it (reload).
(() => {
  const list = document.getElementById('log');
  const button = document.getElementById('pause');
  if (!list || !button) return;
  let source;
  const add = (line) => {
    const item = document.createElement('li');
    item.className = line.level;
    const time = document.createElement('time');
    time.dateTime = line.time;
    time.title = line.time;
    time.textContent = new Date(line.time).toLocaleTimeString();
    item.append(time, ` ${line.level} ${line.text}`);
    if (line.href) {
      const link = document.createElement('a');
      link.href = line.href;
      link.textContent = line.record;
      item.append(' ', link);
    }
    list.prepend(item);
    while (list.childElementCount > 500) list.lastElementChild.remove();
  };
  const start = () => {
    const url = new URL('/log/stream', location.href);
    url.search = location.search;
    url.searchParams.set('after', list.dataset.seq || '0');
    source = new EventSource(url);
    source.onmessage = (message) => {
      list.dataset.seq = message.lastEventId;
      add(JSON.parse(message.data));
    };
    button.textContent = 'Pause';
    button.setAttribute('aria-pressed', 'false');
  };
  const stop = () => {
    source.close();
    source = undefined;
    button.textContent = 'Go on';
    button.setAttribute('aria-pressed', 'true');
  };
  button.hidden = false;
  button.addEventListener('click', () => (source ? stop() : start()));
  start();
})();
