// Light or dark is set before the first paint: this is the one script that blocks it.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // A browser that keeps nothing follows its system.
  }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
})();
