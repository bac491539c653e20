// While a new record is typed, what is likely the same is shown below the first boxes; without this script the check shows it.
"use strict";

const form = document.querySelector("form[data-mirip]");
const place = document.getElementById("mirip");
const watched = form.dataset.dilihat.split(" ");
const PAUSE_MS = 400;
let waiting = 0;
let asked = 0;

async function ask() {
  const number = ++asked;
  const typed = new FormData(form);
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", ...watched]) {
    body.append(name, typed.get(name) ?? "");
  }
  try {
    const answer = await fetch(form.dataset.mirip, { method: "POST", body, redirect: "error" });
    if (answer.ok && number === asked) {
      place.innerHTML = await answer.text();
    }
  } catch {
    place.replaceChildren(); // the office's computer does not answer just now; the check comes again when it is saved
  }
}

form.addEventListener("input", (event) => {
  if (watched.includes(event.target.name)) {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE_MS);
  }
});
