// What the rooms that look at photos have in common: questions to the server, elements with words, small photos.
// Gradio runs it as the beginning of a room's own script, with `element` (the room) and `server` (its functions).
// Questions wait for each other, because the server answers one of a visitor at a time.

const RETRIES = 6;
const RETRY = 1200; // ms before a busy server is asked again
const PATIENCE = 120_000; // ms until a question without an answer is given up; the first load is long
const LARGEST = 1280; // px of the longer side of a photo that is sent
const QUALITY = 0.9; // of its JPEG
const VISITOR = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join("");

const { say, translate } = window.fiveDoors;
const find = (selector) => element.querySelector(selector);
const act = (name) => find(`[data-act=${name}]`);
const percent = (share) => new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);

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

function setWord(one, key) {
  one.dataset.word = key;
  translate(one);
}

// So many come before this visitor.
function tellPlace(ahead) {
  note.querySelector("span").dataset.n = ahead;
  tell("waiting_place");
}

// An element with attributes and children; `word` and `label` are keys of words, `names` is [English, Korean].
function make(tag, { word, label, names, ...attributes } = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  if (word) one.dataset.word = word;
  if (label) one.dataset.wordLabel = label;
  if (names) Object.assign(one.dataset, { nameEn: names[0], nameKo: names[1] });
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

// The browser itself makes a photo small and upright before it travels, so that a large one is quick, and what only
// this browser can read (HEIC on an iPhone) can be read. Answers with {url, width, height} or with {error}.
async function photoOf(file, uploadBytes) {
  if (file.size > uploadBytes) return { error: "picture_too_heavy" };
  const address = URL.createObjectURL(file);
  const photo = await photoAt(address);
  URL.revokeObjectURL(address);
  return photo;
}

async function photoAt(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    return { error: "picture_unreadable" };
  }
  return smallPhoto(image, image.naturalWidth, image.naturalHeight);
}

function smallPhoto(image, wide, high) {
  const scale = Math.min(1, LARGEST / Math.max(wide, high));
  const [width, height] = [wide, high].map((side) => Math.max(1, Math.round(side * scale)));
  const small = Object.assign(document.createElement("canvas"), { width, height });
  const on = small.getContext("2d");
  on.fillStyle = "#FFFFFF"; // under what is transparent
  on.fillRect(0, 0, width, height);
  on.drawImage(image, 0, 0, width, height);
  return { url: small.toDataURL("image/jpeg", QUALITY), width, height };
}
