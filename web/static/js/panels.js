// Small pages beside the list: a[data-panel] shows the marked part of the page that it leads to in a box at the link,
// where it is used as on its own page. data-panel="menu": its links and buttons are moved through with the arrows;
// data-panel="end": the box ends where the link ends. Inside, a[data-panel-next] shows another such page in the same box.

const EDGE = 8;
let box = null;
let opener = null;

function made() {
  const made = document.createElement("div");
  made.className = "panel";
  made.popover = "auto";
  made.setAttribute("role", "dialog");
  made.addEventListener("toggle", (event) => {
    if (event.newState === "closed") {
      opener?.setAttribute("aria-expanded", "false");
      if (!document.activeElement || document.activeElement === document.body) opener?.focus();
    }
  });
  document.querySelector("main").append(made);
  return made;
}

async function part(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("[data-panel-part]");
  for (const field of found?.querySelectorAll("[autofocus]") ?? []) field.removeAttribute("autofocus");
  return found;
}

async function show(address, kind) {
  let fresh;
  try {
    fresh = await part(address);
  } catch {
    fresh = null;
  }
  if (!fresh) {
    location.assign(address);
    return;
  }
  box ??= made();
  box.dataset.kind = kind;
  box.setAttribute("aria-label", fresh.dataset.title);
  box.replaceChildren(head(fresh.dataset.title), document.importNode(fresh, true));
  if (!box.matches(":popover-open")) box.showPopover();
  opener.setAttribute("aria-expanded", "true");
  place();
  document.dispatchEvent(new CustomEvent("panel", { detail: box }));
  focusable()[0]?.focus();
}

function head(title) {
  const line = document.createElement("div");
  line.className = "panel-head";
  const word = document.createElement("strong");
  word.textContent = title;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "panel-close";
  close.setAttribute("aria-label", document.querySelector("[data-close-word]").dataset.closeWord);
  close.textContent = "×";
  close.addEventListener("click", () => box.hidePopover());
  line.append(word, close);
  return line;
}

/** Where the focus goes first: what the page says, else the first control of the part. */
function focusable() {
  const said = [...box.querySelectorAll("[data-panel-focus]")].filter(shown);
  const all = [...box.querySelectorAll("[data-panel-part] :is(a[href], button, input:not([type=hidden]), select)")];
  return [...said, ...all.filter(shown)];
}

function shown(control) {
  return control.tabIndex >= 0 && control.getClientRects().length > 0;
}

/** Beside the link, inside the window; under 768 px the stylesheet lets it fill the screen. */
function place() {
  const { bottom, top, left, right } = opener.getBoundingClientRect();
  const wide = document.documentElement.clientWidth - box.offsetWidth - EDGE;
  const from = box.dataset.kind === "" ? left : right - box.offsetWidth;
  const below = bottom + 4 + box.offsetHeight <= innerHeight - EDGE;
  const above = top - 4 - box.offsetHeight;
  box.style.left = `${Math.max(EDGE, Math.min(from, wide))}px`;
  box.style.top = `${below ? bottom + 4 : Math.max(EDGE, above)}px`;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel], a[data-panel-next]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches("[data-panel-next]")) {
    show(link.href, box.dataset.kind);
    return;
  }
  opener = link;
  opener.setAttribute("aria-haspopup", link.dataset.panel === "menu" ? "menu" : "dialog");
  show(link.href, link.dataset.panel);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || box?.dataset.kind !== "menu" || !box.contains(document.activeElement)) return;
  event.preventDefault();
  const items = [...box.querySelectorAll(".menu-item")].filter(shown);
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
});

// A box at a row goes when the row is scrolled away from under it.
document.querySelector("[data-list]")?.addEventListener("scroll", () => {
  if (box?.matches(":popover-open") && box.dataset.kind === "menu") box.hidePopover();
}, { passive: true });
