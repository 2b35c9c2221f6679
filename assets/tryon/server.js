// The Wardrobe. Gradio runs these files, after assets/parts.js and joined to one script by tabs/tryon.py, with `element`
// (the room), `server` (open_room, see_garment), `trigger`, `props` and `watch`. The server keeps nothing: photo, garments
// and nudge lie here and go with each wish.

const fitting = find(".fitting-left");
const over = find(".fitting-over");
const note = find(".fitting-note");
const bubble = find(".fitting-bubble");
const uploadBytes = Number(fitting.dataset.uploadBytes);

const REMARKED = 9000; // ms

let leaving = 0;

// Two sentences speak of painters everywhere else.
const OWN_WORDS = { busy: "tryon_busy", failed: "tryon_failed" };

function complain(key) {
  showBubble([OWN_WORDS[key] ?? key], "alert");
}

// What is hard here: no error, only a friendly word, that goes by itself.
function remark(keys) {
  if (!keys.length) return;
  showBubble(keys, "status");
  leaving = setTimeout(hush, REMARKED);
}

function showBubble(keys, role) {
  clearTimeout(leaving);
  bubble.setAttribute("role", role);
  bubble.replaceChildren(...keys.map((key) => make("span", { word: key })));
  bubble.hidden = false;
  translate(bubble);
}

function hush() {
  bubble.hidden = true;
}

function tell(key) {
  note.hidden = !key;
  if (key) setWord(note.querySelector("span"), key);
}
