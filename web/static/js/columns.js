// The columns of the list are put in order where they stand: by the arrows, or by dragging. Kept by the form's button.

const list = (node) => node.closest("[data-columns]");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-columns] [data-move]");
  if (!button) return;
  event.preventDefault();
  const line = button.closest("[data-column]");
  const other = button.dataset.move === "-1" ? line.previousElementSibling : line.nextElementSibling;
  if (other?.matches("[data-column]")) {
    if (button.dataset.move === "-1") other.before(line);
    else other.after(line);
    button.focus();
  }
  say(line);
});

function say(line) {
  const form = list(line);
  const lines = [...form.querySelectorAll("[data-column]")];
  const words = { name: line.querySelector("label").textContent, at: lines.indexOf(line) + 2, of: lines.length + 1 };
  form.querySelector("[data-columns-said]").textContent = form.dataset.said.replace(/\{(\w+)\}/g, (_, key) => words[key]);
}

let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-column]") ?? null;
  dragged?.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.("[data-column]");
  if (!over || over === dragged) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener("drop", (event) => {
  if (dragged) event.preventDefault();
});
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("dragged");
  say(dragged);
  dragged = null;
});

function letDrag() {
  for (const line of document.querySelectorAll("[data-column]")) line.draggable = true;
}
document.addEventListener("panel", letDrag);
letDrag();
