// Selecting rows: everybody on the page, a range with Shift, all that match, a count; Escape selects nobody.
// j and k move from row to row, x selects, Enter opens.

const list = document.querySelector("[data-list]");
const boxes = [...document.querySelectorAll("[data-select]")];
const all = document.querySelector("[data-select-all]");
const everyone = document.querySelector("[data-select-everyone]");
let last = null;

function count() {
  const chosen = boxes.filter((box) => box.checked).length;
  document.querySelector("[data-selected-count]").textContent = String(chosen);
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
  if (everyone && chosen < boxes.length) everyone.checked = false;
}

function select(nobodyOrAll) {
  for (const box of boxes) box.checked = nobodyOrAll;
  count();
}

/** All from the row that was pressed last to this one become as this one is. */
function reach(box) {
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
  for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
}

function move(step) {
  const rows = [...list.querySelectorAll("tbody tr")];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  next?.querySelector("[data-select], th a")?.focus();
}

function open() {
  if (document.activeElement.matches("[data-select]")) document.activeElement.closest("tr").querySelector("th a").click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement.matches("[data-select]") && document.activeElement.click(),
};

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  if (event.target.closest("[popover], dialog")) return;
  KEYS[event.key]?.();
  if (event.key === "Enter" && event.target.matches("[data-select]")) {
    // In a form Enter would press its first button.
    event.preventDefault();
    open();
  }
}

if (list) document.addEventListener("keydown", press);

if (list && all) {
  list.addEventListener("click", (event) => {
    const box = event.target.closest("[data-select]");
    if (!box) return;
    if (event.shiftKey && last) reach(box);
    last = box;
    count();
  });
  list.addEventListener("change", (event) => {
    if (event.target === all) select(all.checked);
    else count();
  });
  everyone?.addEventListener("change", () => select(everyone.checked || all.checked));
  document.querySelector("[data-select-none]").addEventListener("click", () => {
    select(false);
    boxes[0].focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("[data-menu][open], :popover-open")) select(false);
  });
  count();
}
