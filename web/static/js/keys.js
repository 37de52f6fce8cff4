// Keys: "/" goes to the search, "?" shows all keys. Whoever has switched them off in this browser has none of them, on
// no page: they are kept from every other module too.

const OFF = "off";
const CONTROL = "input, textarea, select, [contenteditable]";
const dialog = document.getElementById("keys");

function areOff() {
  try {
    return localStorage.getItem("keys") === OFF;
  } catch {
    return false;
  }
}

function isTyped(event) {
  const box = event.target.closest("input[type=checkbox], input[type=radio]");
  return event.target.closest(CONTROL) !== null && box === null;
}

addEventListener("keydown", (event) => {
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey || isTyped(event)) return;
  // Kept from the page's own modules, not from the browser.
  if (areOff() || dialog?.open) event.stopImmediatePropagation();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyped(event)) return;
  const field = event.key === "/" && document.querySelector(`[data-key="/"]`);
  if (field) {
    event.preventDefault();
    field.focus();
    field.select();
  }
  if (event.key === "?" && dialog) {
    event.preventDefault();
    dialog.showModal();
  }
});

dialog?.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());

for (const link of document.querySelectorAll("[data-keys-open]")) {
  link.addEventListener("click", (event) => {
    if (!dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("details").open = false;
    dialog.showModal();
  });
}

for (const box of document.querySelectorAll("[data-keys-on]")) {
  box.checked = !areOff();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", box.checked ? "on" : OFF);
    } catch {
      // Not kept: keys stay on.
      box.checked = true;
    }
    show();
  });
}

// A key that does nothing is not promised beside its field.
function show() {
  document.documentElement.classList.toggle("keys-off", areOff());
}
show();
