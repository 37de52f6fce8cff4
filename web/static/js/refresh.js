// Shows what a form would do while it is filled in: the page of its address is fetched, and the parts that are marked
// take their new content. Bound by form[data-refresh], [data-part] with an id; a[data-swap] leads to another address.

const RESTS_MS = 400;
const form = document.querySelector("form[data-refresh]");
let timer = 0;
let latest = 0;

async function show(address) {
  const mine = ++latest;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected || mine !== latest) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  history.replaceState(null, "", address);
}

function address() {
  const asked = new URLSearchParams(new FormData(form));
  return `${form.action}?${asked}`;
}

if (form) {
  form.addEventListener("change", () => show(address()));
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    clearTimeout(timer);
    timer = setTimeout(() => show(address()), RESTS_MS);
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(link.href);
  });
}
