// Tabs that do not all fit: the one that is open is moved into sight.

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
