// While the next list comes, the rows become a skeleton after 300 ms; and whether agents have changed since the list
// was shown is asked from time to time, said above it, and shown when somebody wants it: nothing moves by itself.
// The tab of the view that is shown is in sight, also where not all tabs are.

const SHOWN_AFTER_MS = 300;
const ASK_EVERY_MS = 30_000;

const list = document.querySelector("[data-list]");
const leadsToList = (link) =>
  link.pathname === "/agents" && !link.target && !link.matches("[data-panel], [data-panel-next]");

function wait() {
  setTimeout(() => list?.classList.add("waiting"), SHOWN_AFTER_MS);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !link) return;
  if (leadsToList(link)) wait();
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[role=search]")) wait();
});

document.querySelector(".tab[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });

const bar = document.querySelector("[data-stale]");

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(list.dataset.changes, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { changed, sentence } = await answer.json();
  if (!changed) return;
  document.querySelector("[data-stale-said]").textContent = sentence;
  bar.hidden = false;
}

if (bar) setInterval(ask, ASK_EVERY_MS);
