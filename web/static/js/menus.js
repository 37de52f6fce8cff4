// Menus (details[data-menu]), the navigation on small screens, the choice of light or dark.

const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  showNavigation(false);
});

// A menu inside a list that scrolls is laid over the page, where the list does not cut it off.
for (const menu of document.querySelectorAll("details[data-menu-floats]")) {
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    const panel = menu.querySelector(".menu-panel");
    const button = menu.querySelector("summary").getBoundingClientRect();
    const below = button.bottom + 4 + panel.offsetHeight < window.innerHeight;
    Object.assign(panel.style, {
      position: "fixed",
      right: `${document.documentElement.clientWidth - button.right}px`,
      top: below ? `${button.bottom + 4}px` : "auto",
      bottom: below ? "auto" : `${window.innerHeight - button.top + 4}px`,
    });
  });
}
document.querySelector(".scroll")?.addEventListener("scroll", () => {
  for (const menu of document.querySelectorAll("details[data-menu-floats][open]")) menu.open = false;
}, { passive: true });

const navigationButton = document.querySelector("[data-nav-open]");
navigationButton?.addEventListener("click", (event) => {
  event.preventDefault();
  showNavigation(navigationButton.getAttribute("aria-expanded") !== "true");
});

function showNavigation(shown) {
  document.getElementById("navigation")?.classList.toggle("open", shown);
  navigationButton?.setAttribute("aria-expanded", String(shown));
}

const choices = document.querySelectorAll("[data-theme-choice]");
const show = () => {
  const chosen = document.documentElement.dataset.theme ?? "system";
  for (const choice of choices) choice.setAttribute("aria-checked", String(choice.dataset.themeChoice === chosen));
};
for (const choice of choices) {
  choice.addEventListener("click", () => {
    const theme = choice.dataset.themeChoice;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Not kept: it counts for this page.
    }
    show();
  });
}
show();
