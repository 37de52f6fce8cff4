// Two versions of the same fields: [data-take-all="WHOSE"] chooses all that are WHOSE ([data-version]).

for (const button of document.querySelectorAll("[data-take-all]")) {
  button.addEventListener("click", () => {
    for (const choice of document.querySelectorAll(`[data-version="${button.dataset.takeAll}"]`)) choice.checked = true;
  });
}
