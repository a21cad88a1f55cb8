// Moves a sweep's progress along by server-sent events, and opens the result when it is over.
// Without it the page is opened again every few seconds by itself, and says the same.
(() => {
  const shown = document.querySelector("[data-events]");
  if (!shown) return;
  const bar = shown.querySelector("progress");
  const words = shown.querySelector("[data-words]");
  const tell = (event) => {
    const { percent, done, total } = JSON.parse(event.data);
    bar.value = percent;
    words.textContent = total ? `${percent}%，${done} / ${total}` : "正在读取";
  };
  const events = new EventSource(shown.dataset.events);
  events.addEventListener("progress", tell);
  events.addEventListener("over", () => {
    events.close();
    location.replace(location.pathname);
  });
})();
