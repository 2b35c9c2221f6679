// The Dogs room. Gradio runs these files, after assets/parts.js and joined to one script by tabs/dogs.py, with `element`
// (the room) and `server` (open_room, look, search, compare). Before them stand BREEDS, SIZES, COATS, POINTS, LIMBS and
// PAGE. The server keeps nothing: what it saw of the dog (`seen`) and the visitor's thumbs (`votes`) lie here and go with
// each question.

const kennel = find(".kennel");
const note = find(".kennel-note");
const bubble = find(".kennel-bubble");

// Two sentences speak of painters everywhere else.
const OWN_WORDS = { busy: "dog_busy", failed: "dog_failed" };

function complain(key) {
  bubble.hidden = false;
  setWord(bubble, OWN_WORDS[key] ?? key);
}

function tell(key) {
  note.hidden = !key;
  if (key) setWord(note.querySelector("span"), key);
}

function hush() {
  bubble.hidden = true;
}

// English and Korean.
const breedNames = (breed) =>
  BREEDS[breed] ?? ["en", "ko"].map((tag) => window.fiveDoorsWords[tag].dog_breed_unknown);
