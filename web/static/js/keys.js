// Keys: "/" goes to the search.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = event.key === "/" && document.querySelector(`[data-key="/"]`);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
