/* The one script of the console. Every page works without it; it keeps live figures fresh and lists the keys under "?". */
const EVERY_MS = 600;
const PATIENCE_MS = 5000;
let isLeaving = false;
// A form leads to another page: a reload now, say because signing out has ended the session, would lead elsewhere.
document.addEventListener("submit", () => { isLeaving = true; });

function announce(piece) {
  const said = piece.querySelector("[data-news]");
  const news = document.getElementById("news");
  if (said && news && news.textContent !== said.dataset.news) news.textContent = said.dataset.news;
}

async function refresh(place) {
  const wait = new AbortController();
  const patience = setTimeout(() => wait.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(place.dataset.live, { signal: wait.signal, redirect: "error", cache: "no-store" });
    if (answer.status === 401) { if (!isLeaving) location.reload(); return false; }
    place.toggleAttribute("data-stale", !answer.ok);
    if (answer.ok) {
      const text = await answer.text();
      // What is selected or scrolled inside stays while nothing changes.
      if (text !== place.lastText) { place.innerHTML = text; place.lastText = text; announce(place); }
    }
  } catch {
    place.setAttribute("data-stale", "");
  } finally {
    clearTimeout(patience);
  }
  return true;
}

for (const place of document.querySelectorAll("[data-live]")) {
  const again = async () => {
    if (document.hidden || await refresh(place)) setTimeout(again, EVERY_MS);
  };
  setTimeout(again, EVERY_MS);
}

document.addEventListener("keydown", (event) => {
  const at = event.target;
  const writes = at instanceof HTMLElement && (at.matches("input, textarea, select") || at.isContentEditable);
  if (event.key === "?" && !writes && !event.ctrlKey && !event.altKey && !event.metaKey) {
    const keys = document.querySelector('nav a[href="/keys"]');
    if (keys) { event.preventDefault(); keys.click(); }
  }
});
