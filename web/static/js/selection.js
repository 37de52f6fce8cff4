// Selecting rows: everybody on the page, a count, Escape selects nobody; j and k move, x selects.

const list = document.querySelector("[data-list]");
const boxes = [...document.querySelectorAll("[data-select]")];
const all = document.querySelector("[data-select-all]");

function count() {
  const chosen = boxes.filter((box) => box.checked).length;
  document.querySelector("[data-selected-count]").textContent = String(chosen);
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

function select(nobodyOrAll) {
  for (const box of boxes) box.checked = nobodyOrAll;
  count();
}

function move(step) {
  const rows = boxes.map((box) => box.closest("tr"));
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  next.querySelector("[data-select]").focus();
}

if (list && all) {
  list.addEventListener("change", (event) => {
    if (event.target === all) select(all.checked);
    else count();
  });
  document.querySelector("[data-select-none]").addEventListener("click", () => select(false));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "Escape") select(false);
    if (event.key === "j") move(1);
    if (event.key === "k") move(-1);
    if (event.key === "x" && document.activeElement.matches("[data-select]")) document.activeElement.click();
  });
  count();
}
