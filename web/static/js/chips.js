// Where the focus goes when a chip is taken off: to the next one, or to the button for another filter.

const KEPT = "removed-chip";
const offs = () => [...document.querySelectorAll("[data-chip-off]")];

document.addEventListener("click", (event) => {
  const off = event.target.closest("[data-chip-off]");
  if (off) keep(String(offs().indexOf(off)));
});

function keep(text) {
  try {
    sessionStorage.setItem(KEPT, text);
  } catch {
    // Not kept: the focus begins at the top of the page, as after any link.
  }
}

function taken() {
  try {
    const text = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    return text;
  } catch {
    return null;
  }
}

const at = taken();
if (at !== null) {
  const left = offs();
  (left[Math.min(Number(at), left.length - 1)] ?? document.querySelector("[data-add-filter]"))?.focus();
}
