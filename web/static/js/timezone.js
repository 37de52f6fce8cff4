// Chooses the time zone that the browser has, where nobody has chosen one yet: select[data-timezone].

const select = document.querySelector("select[data-timezone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (select && zone) {
  if (![...select.options].some((option) => option.value === zone)) select.add(ownOption(zone), 0);
  select.value = zone;
}

/** An option for a zone that the list has under another name, as browsers keep old names. */
function ownOption(name) {
  const city = name.split("/").at(-1).replaceAll("_", " ");
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", timeZone: name }).format(new Date());
  return new Option(`${city}, ${clock} now`, name);
}
