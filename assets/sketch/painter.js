// The painter: the drawing goes to the server and comes back as a picture.
// One call at a time, and `dirty` says that the sheet has changed since the last one, so no line of calls builds up and
// the newest drawing is always painted last. While the pen is down the calls are quick ones (half the size); when it
// lifts, the full picture follows. Each call has a number; `forgotten` is the last one whose answer must no longer be
// shown.

const QUICK_SIDE = 256; // px of the drawing that is sent while the pen moves
const PAUSE = 90; // ms between two quick paintings, so that one visitor leaves room for the others
const RETRY = 1200; // ms before a busy painter is asked again
const LONG = 1000; // ms after which a painting shows that it is being made
const PATIENCE = 120_000; // ms until a call without an answer is given up; the first load on a slow machine is long
const MOST_SEEDS = 2 ** 31 - 1;
const VISITOR = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join("");

const frame = find(".frame");
const picture = find(".picture");
const example = find(".example");
const examples = new Map(); // world and number of a guide: what the painter makes of it

let seed = 1; // "another one" goes on from there
let by = "house"; // which of the painters
let sent = 0;
let forgotten = 0;
let sentAt = 0;
let busyUntil = 0;
let dirty = false;
let asking = true; // until the first model is in memory
let opened = false;
let timer = 0;
let busyInARow = 0;

function askForPicture() {
  dirty = true;
  pump();
}

function pump() {
  clearTimeout(timer);
  frame.setAttribute("aria-busy", String(asking || dirty));
  if (asking) return;
  if (!dirty) {
    paintExample();
    return;
  }
  const rest = Math.max(busyUntil, stroke ? sentAt + PAUSE : 0) - performance.now();
  if (rest > 0) timer = setTimeout(pump, rest);
  else paint();
}

async function paint() {
  const number = ++sent;
  const quick = stroke !== null;
  const asked = { world, seed, drawing: quick ? smallDrawing() : sheet.toDataURL("image/png") };
  asking = true;
  dirty = false;
  sentAt = performance.now();
  const slow = setTimeout(() => tell("painting"), LONG);
  const answer = await call("paint", { ...asked, quick, by: quick ? "house" : by });
  clearTimeout(slow);
  tell(null);
  if (number > forgotten) await take(answer, number, quick, asked);
  asking = false;
  if (answer.error === "busy") {
    dirty = true;
    busyUntil = performance.now() + RETRY;
  }
  pump();
}

function smallDrawing() {
  const small = Object.assign(document.createElement("canvas"), { width: QUICK_SIDE, height: QUICK_SIDE });
  small.getContext("2d").drawImage(sheet, 0, 0, QUICK_SIDE, QUICK_SIDE);
  return small.toDataURL("image/png");
}

async function take(answer, number, quick, asked) {
  busyInARow = answer.error === "busy" ? busyInARow + 1 : 0;
  if (answer.error) {
    // A drawing in the making is often too little to paint, and a first "busy" mends itself: no word about those.
    if (!stroke && !quick && !(answer.error === "busy" && busyInARow < 2)) complain(answer.error);
    return;
  }
  const next = await load(answer.picture);
  if (number <= forgotten) return;
  picture.src = next.src;
  picture.hidden = false;
  picture.dataset.pass = quick ? "quick" : "full";
  if (quick) return;
  act("keep").disabled = false;
  hush();
  announce("painted", { ...asked, picture: next.src, guess: answer.guess });
}

function forgetPicture() {
  forgotten = sent;
  dirty = false;
  picture.hidden = true;
  picture.removeAttribute("src");
  act("keep").disabled = true;
  pump();
}

// What the guide on a blank sheet would become hangs faintly in the empty frame.
const exampleKey = () => (isBlank() && guideShown() ? `${world} ${guideNumber}` : null);

function askForExample() {
  const ready = examples.get(exampleKey());
  example.hidden = !ready;
  if (ready && example.src !== ready) example.src = ready;
  pump();
}

async function paintExample() {
  const key = exampleKey();
  if (!key || stroke || examples.has(key)) return;
  asking = true;
  const answer = await call("paint", { world, seed: 1, drawing: guideAsDrawing(), by: "house", quick: false });
  asking = false;
  examples.set(key, answer.picture);
  askForExample();
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

// The network is asked for when the room is first seen; later only whether the host has trained a world since.
async function openRoom() {
  if (element.offsetParent === null) return;
  if (opened) {
    const { worlds } = await call("open_room", { world });
    if (worlds) offerWorlds(worlds);
    return;
  }
  opened = true;
  const slow = setTimeout(() => tell("warming"), 250);
  const answer = await call("open_room", { world });
  clearTimeout(slow);
  tell(null);
  if (answer.worlds) offerWorlds(answer.worlds);
  offerPainters(answer.painters ?? []);
  asking = false;
  pump();
}

function another() {
  if (hasLines()) takeSeed((seed + 1) % (MOST_SEEDS + 1));
}

function takeSeed(number) {
  seed = number;
  find("input[name=seed]").value = seed;
  if (hasLines()) askForPicture();
}

function takePainter(name) {
  by = name;
  if (hasLines()) askForPicture();
}

// The choice is there only where the host has put a bigger painter beside the house's own.
function offerPainters(names) {
  const row = find(".painters");
  row.hidden = names.length < 2;
  if (row.hidden) return;
  for (const name of names) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.setAttribute("role", "radio");
    Object.assign(button.dataset, { painter: name, word: `painter_${name}` });
    row.append(button);
  }
  check(row, row.querySelector(`[data-painter=${by}]`));
  window.fiveDoors.translate(row);
}

async function load(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
