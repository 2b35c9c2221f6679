// What the program says: what it dances now and how it read it, what went wrong, and that it is at work.
// Gradio runs these files, after assets/parts.js and joined to one script by tabs/dance.py, with `element` (the room),
// `server` (open_room, hear), `trigger`, `props` and `watch`. The server keeps nothing: the dance lies here.

const hall = find(".hall-floor");
const asking = find(".hall-ask");
const stage = find(".hall-stage");
const note = find(".hall-note");
const bubble = find(".hall-bubble");
const said = find(".hall-said");
const uploadBytes = Number(asking.dataset.uploadBytes);

// Two sentences speak of painters everywhere else.
const OWN_WORDS = { busy: "dance_busy", failed: "dance_failed" };

function complain(key) {
  setWord(bubble, OWN_WORDS[key] ?? key);
  bubble.hidden = false;
}

function hush() {
  bubble.hidden = true;
}

function tell(key) {
  note.hidden = !key;
  if (key) setWord(note.querySelector("span"), key);
}

// The wish that is danced, and below it the words that were read otherwise or not at all.
function showSaid(text, notes) {
  const lines = [make("b", {}, text)];
  const corrected = notes.filter(({ reading }) => reading === "corrected");
  const unknown = notes.filter(({ reading }) => reading === "unknown");
  if (corrected.length) lines.push(noteLine("dance_corrected", corrected.map(({ word, taken }) => `${word} → ${taken}`)));
  if (unknown.length) lines.push(noteLine("dance_unknown", unknown.map(({ word }) => word)));
  said.replaceChildren(...lines);
  said.hidden = !text;
  translate(said);
}

function noteLine(key, words) {
  return make("p", {}, make("span", { word: key }), " ", make("em", {}, words.join(", ")));
}
