// The username and extension that somebody would get, shown in the empty fields while one types.

const RESTS_MS = 400;

for (const form of document.querySelectorAll("[data-proposals]")) {
  let timer = 0;
  const propose = async () => {
    const asked = new URLSearchParams();
    for (const name of ["full_name", "email", "typology"]) asked.set(name, form.elements[name].value);
    asked.set("teams", new FormData(form).getAll("teams").join("|"));
    const answer = await fetch(`${form.dataset.proposals}?${asked}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const proposed = await answer.json();
    for (const name of ["username", "extension"]) form.elements[name].placeholder = proposed[name] ?? "";
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(propose, RESTS_MS);
  });
  propose();
}
