// The Dogs room. Gradio runs these files, joined to one script by tabs/dogs.py, with `element` (the room) and `server`
// (open_room, look, search, compare). Before them stand BREEDS, SIZES, COATS, POINTS, LIMBS and PAGE.
// The server keeps nothing: what it saw of the dog (`seen`) and the visitor's thumbs (`votes`) lie here and go with
// each question. Questions wait for each other, because it answers one of a visitor at a time.

const RETRIES = 6;
const RETRY = 1200; // ms before a busy server is asked again
const PATIENCE = 120_000; // ms until a question without an answer is given up; the first load is long
const VISITOR = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join("");

const { say, translate } = window.fiveDoors;
const find = (selector) => element.querySelector(selector);
const act = (name) => find(`[data-act=${name}]`);
const kennel = find(".kennel");
const note = find(".kennel-note");
const bubble = find(".kennel-bubble");

let line = Promise.resolve();

// `data` is called when it is this question's turn; null, when it is no longer `wanted` by then.
function ask(name, data, wanted = () => true) {
  line = line.then(() => (wanted() ? answerOf(name, data()) : null));
  return line;
}

async function answerOf(name, data) {
  for (let tries = 0; ; tries++) {
    const answer = await call(name, data);
    if (answer.error !== "busy" || tries === RETRIES) return answer;
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

async function call(name, data) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE)));
  try {
    return (await Promise.race([server[name]({ visitor: VISITOR, ...data }), late])) ?? { error: "failed" };
  } catch {
    return { error: "failed" };
  } finally {
    clearTimeout(timer);
  }
}

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

function setWord(one, key) {
  one.dataset.word = key;
  translate(one);
}

const percent = (share) => `${Math.round(100 * share)} %`;

// An element with attributes and children; `word` and `label` are keys of words, `breed` names a breed.
function make(tag, { word, label, breed, ...attributes } = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  if (word) one.dataset.word = word;
  if (label) one.dataset.wordLabel = label;
  if (breed !== undefined) {
    const [en, ko] = BREEDS[breed] ?? ["en", "ko"].map((tag) => window.fiveDoorsWords[tag].dog_breed_unknown);
    Object.assign(one.dataset, { nameEn: en, nameKo: ko });
  }
  one.append(...children);
  return one;
}

function icon(path) {
  const one = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  one.setAttribute("viewBox", "0 0 24 24");
  one.setAttribute("aria-hidden", "true");
  one.innerHTML = `<path d="${path}"/>`;
  return one;
}
