// The form of a filter shows only the controls that its comparison needs: [data-filter-for] names the comparisons.

function fit(form) {
  const operator = form.querySelector("[data-filter-operator]").value;
  for (const part of form.querySelectorAll("[data-filter-for]")) {
    part.hidden = !part.dataset.filterFor.split(" ").includes(operator);
  }
}

/** What was typed for one comparison stays for the next. */
function keep(form) {
  const { one, several } = form.elements;
  if (!one || !several || one.type !== "text") return;
  const [from, to] = several.parentElement.hidden ? [several, one] : [one, several];
  if (!to.value) to.value = from.value;
}

function fitAll() {
  for (const form of document.querySelectorAll("form[data-filter]")) fit(form);
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-filter-operator]")) return;
  fit(event.target.form);
  keep(event.target.form);
});
document.addEventListener("panel", fitAll);
fitAll();
