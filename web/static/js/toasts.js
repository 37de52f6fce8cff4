// Toasts go by themselves after 8 s, not while somebody reads them; those that report trouble stay.

const STAYS_MS = 8000;

for (const toast of document.querySelectorAll("[data-toast]")) {
  toast.querySelector("[data-close]").addEventListener("click", () => toast.remove());
  if ("stays" in toast.dataset) continue;
  let timer = setTimeout(() => toast.remove(), STAYS_MS);
  const hold = () => clearTimeout(timer);
  const resume = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), STAYS_MS);
  };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", resume);
  toast.addEventListener("focusout", resume);
}
