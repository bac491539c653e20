// A file dropped on the frame is put into the form's own box; without this script the box does the same.
"use strict";

const frame = document.querySelector(".drop");
const box = document.getElementById("isian-berkas");

for (const kind of ["dragenter", "dragover"]) {
  frame.addEventListener(kind, (event) => {
    event.preventDefault();
    frame.classList.add("drop-over");
  });
}
for (const kind of ["dragleave", "drop"]) {
  frame.addEventListener(kind, () => frame.classList.remove("drop-over"));
}
frame.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length === 1) {
    box.files = event.dataTransfer.files;
  }
});
