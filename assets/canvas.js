// The drawing desk. Gradio runs this file with `element` (the desk) and `server` (open_room, paint, read_picture).
// The drawing is a list of marks, each drawn again from its points, so that undo and redo are exact and nothing is
// lost when a tool, the language or the size of the window changes.

const SIDE = 512; // px of the sheet, whatever its size on the screen
const INK = "#2B2A33";
const PAPER = "#FFFFFF";
const PEN_WIDTHS = [4, 7, 12];
const ERASER_WIDTHS = [20, 36, 60];
const STYLUS_ERASER = 5; // the button number of a stylus that is turned round
const FOLLOW = 0.6; // how far the line follows the hand at each event: 1 is all the way, less is smoother
const CLOSEST = 1.2; // px; points nearer to the last one are left out
const PAUSE = 150; // ms between two paintings of a stroke that is still being drawn
const RETRY = 1200; // ms before a busy painter is asked again
const LONG = 1000; // ms after which a painting shows that it is being made
const PATIENCE = 120_000; // ms until a call without an answer is given up; the first load on a slow machine is long
const VISITOR = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join("");

const find = (selector) => element.querySelector(selector);
const act = (name) => find(`[data-act=${name}]`);
const desk = find(".desk");
const sheet = find("canvas");
const picture = find(".picture");
const bubble = find(".bubble");
const note = find(".note");
const chooser = find("input[type=file]");
const paper = sheet.getContext("2d", { willReadFrequently: true }); // it is read for each painting
const finished = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
const finishedPaper = finished.getContext("2d");

let marks = []; // {kind: "line", tool, width, points} | {kind: "picture", image} | {kind: "clear"}
let undone = [];
let line = null; // the stroke under the hand
let tool = "pen";
let width = 1;
let world = find(".world[aria-checked=true]").dataset.world;
let seed = 1; // the style of the example in the empty frame; "another one" goes on from there

// ---- the sheet -------------------------------------------------------------------------------------------------

function drawMark(on, mark) {
  if (mark.kind === "clear") {
    on.fillStyle = PAPER;
    on.fillRect(0, 0, SIDE, SIDE);
  } else if (mark.kind === "picture") {
    on.drawImage(mark.image, 0, 0, SIDE, SIDE);
  } else {
    drawLine(on, mark);
  }
}

function drawLine(on, { tool, width, points }) {
  on.strokeStyle = on.fillStyle = tool === "pen" ? INK : PAPER;
  on.lineWidth = width;
  on.lineCap = on.lineJoin = "round";
  const [x, y] = points[0];
  on.beginPath();
  if (points.length === 1) {
    on.arc(x, y, width / 2, 0, 2 * Math.PI);
    on.fill();
    return;
  }
  on.moveTo(x, y);
  for (let i = 1; i < points.length - 1; i++) {
    const [px, py] = points[i];
    const [nx, ny] = points[i + 1];
    on.quadraticCurveTo(px, py, (px + nx) / 2, (py + ny) / 2);
  }
  on.lineTo(...points.at(-1));
  on.stroke();
}

function redraw() {
  drawMark(finishedPaper, { kind: "clear" });
  for (const mark of marks.slice(marks.findLastIndex((mark) => mark.kind === "clear") + 1)) {
    drawMark(finishedPaper, mark);
  }
  show();
}

function show() {
  paper.drawImage(finished, 0, 0);
  if (line) drawLine(paper, line);
  const blank = isBlank();
  desk.classList.toggle("blank", blank && !line);
  act("undo").disabled = marks.length === 0;
  act("redo").disabled = undone.length === 0;
  act("new").disabled = act("another").disabled = blank;
}

function isBlank() {
  const onPage = marks.slice(marks.findLastIndex((mark) => mark.kind === "clear") + 1);
  return !onPage.some((mark) => mark.kind === "picture" || mark.tool === "pen");
}

function add(mark) {
  marks.push(mark);
  undone = [];
  drawMark(finishedPaper, mark);
  changed();
}

function changed() {
  show();
  hush();
  if (isBlank()) forgetPicture();
  else askForPicture();
}

function undo() {
  if (line || marks.length === 0) return;
  undone.push(marks.pop());
  redraw();
  changed();
}

function redo() {
  if (line || undone.length === 0) return;
  marks.push(undone.pop());
  redraw();
  changed();
}

function newPage() {
  if (!line && !isBlank()) add({ kind: "clear" });
}

// ---- the hand --------------------------------------------------------------------------------------------------

function place(event) {
  const box = sheet.getBoundingClientRect();
  return [((event.clientX - box.left) * SIDE) / box.width, ((event.clientY - box.top) * SIDE) / box.height];
}

function penDown(event) {
  if (event.button !== 0 && event.button !== STYLUS_ERASER) return;
  // One line at a time; a stylus takes over from the palm that touched the sheet before it.
  if (line && !(event.pointerType === "pen" && line.pointerType === "touch")) return;
  event.preventDefault();
  sheet.setPointerCapture(event.pointerId);
  const held = event.button === STYLUS_ERASER ? "eraser" : tool;
  const widths = held === "pen" ? PEN_WIDTHS : ERASER_WIDTHS;
  const { pointerId, pointerType } = event;
  line = { kind: "line", tool: held, width: widths[width], points: [place(event)], pointerId, pointerType };
  hush();
  show();
}

function penMove(event) {
  if (line?.pointerId !== event.pointerId) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const one of events.length ? events : [event]) {
    const [x, y] = place(one);
    const [lastX, lastY] = line.points.at(-1);
    const next = [lastX + (x - lastX) * FOLLOW, lastY + (y - lastY) * FOLLOW];
    if (Math.hypot(next[0] - lastX, next[1] - lastY) >= CLOSEST) line.points.push(next);
  }
  show();
  if (line.tool === "pen" || !isBlank()) askForPicture();
}

function penUp(event) {
  if (line?.pointerId !== event.pointerId) return;
  const { kind, tool, width, points } = line;
  if (event.type === "pointerup" && points.length > 1) points.push(place(event));
  line = null;
  add({ kind, tool, width, points });
}

// ---- the painter -----------------------------------------------------------------------------------------------
// One call at a time. Each has a number; `forgotten` is the last one whose answer must no longer be shown, and
// `dirty` says that the sheet has changed since the last call, so the newest drawing is always painted last.

let sent = 0;
let forgotten = 0;
let sentAt = 0;
let dirty = false;
let asking = true; // until the first model is in memory
let timer = 0;
let busyInARow = 0;

function askForPicture() {
  dirty = true;
  pump();
}

function pump() {
  clearTimeout(timer);
  if (!dirty || asking) return;
  const rest = line ? sentAt + PAUSE - performance.now() : 0;
  if (rest > 0) timer = setTimeout(pump, rest);
  else paint();
}

async function paint() {
  const number = ++sent;
  asking = true;
  dirty = false;
  sentAt = performance.now();
  const slow = setTimeout(() => tell("painting"), LONG);
  const answer = await call("paint", { world, seed, drawing: sheet.toDataURL("image/png") });
  clearTimeout(slow);
  tell(null);
  if (number > forgotten) await take(answer, number);
  asking = false;
  if (answer.error === "busy" && !dirty) {
    dirty = true;
    timer = setTimeout(pump, RETRY);
  } else {
    pump();
  }
}

async function take(answer, number) {
  busyInARow = answer.error === "busy" ? busyInARow + 1 : 0;
  if (answer.error) {
    // A drawing in the making is often too little to paint, and a first "busy" mends itself: no word about those.
    if (!line && !(answer.error === "busy" && busyInARow < 2)) complain(answer.error);
    return;
  }
  const next = await load(answer.picture);
  if (number <= forgotten) return;
  picture.src = next.src;
  picture.hidden = false;
  picture.dataset.number = number;
  act("keep").disabled = false;
  hush();
}

function forgetPicture() {
  forgotten = sent;
  dirty = false;
  picture.hidden = true;
  picture.removeAttribute("src");
  act("keep").disabled = true;
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

async function openRoom() {
  const slow = setTimeout(() => tell("warming"), 250);
  asking = true;
  await call("open_room", { world });
  clearTimeout(slow);
  tell(null);
  asking = false;
  pump();
}

// ---- words on the page -----------------------------------------------------------------------------------------

function tell(key) {
  note.hidden = !key;
  if (key) setWord(note.querySelector("span"), key);
}

function complain(key) {
  bubble.hidden = false;
  setWord(bubble, key);
}

function hush() {
  bubble.hidden = true;
}

function setWord(one, key) {
  one.dataset.word = key;
  window.fiveDoors.translate(one);
}

// ---- buttons and keys ------------------------------------------------------------------------------------------

function takeTool(name) {
  tool = name;
  act("pen").setAttribute("aria-pressed", String(name === "pen"));
  act("eraser").setAttribute("aria-pressed", String(name === "eraser"));
  desk.dataset.tool = name;
}

function takeWidth(index) {
  width = index;
  for (const one of element.querySelectorAll("[data-width]")) {
    one.setAttribute("aria-checked", String(Number(one.dataset.width) === index));
  }
}

function takeWorld(chip) {
  world = chip.dataset.world;
  for (const one of element.querySelectorAll(".world")) one.setAttribute("aria-checked", String(one === chip));
  showHint();
  if (!isBlank()) askForPicture();
}

function showHint() {
  for (const one of element.querySelectorAll("[data-hint]")) one.toggleAttribute("hidden", one.dataset.hint !== world);
}

function another() {
  if (isBlank()) return;
  seed += 1;
  askForPicture();
}

function keep() {
  if (picture.hidden) return;
  const copy = document.createElement("canvas");
  copy.width = picture.naturalWidth;
  copy.height = picture.naturalHeight;
  copy.getContext("2d").drawImage(picture, 0, 0);
  copy.toBlob((file) => {
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(file),
      download: `five-doors-${world}.png`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}

async function upload() {
  const file = chooser.files[0];
  chooser.value = ""; // so that the same file can be chosen again
  if (!file) return;
  hush();
  if (file.size > Number(desk.dataset.uploadBytes)) {
    complain("picture_too_heavy");
    return;
  }
  const answer = await call("read_picture", { picture: await asUrl(file) });
  if (answer.error) {
    complain(answer.error);
    return;
  }
  add({ kind: "picture", image: await load(answer.picture) });
}

async function load(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

function asUrl(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => resolve(""); // the server answers that it cannot be read
    reader.readAsDataURL(file);
  });
}

const ACTS = {
  pen: () => takeTool("pen"),
  eraser: () => takeTool("eraser"),
  undo,
  redo,
  new: newPage,
  keep,
  another,
  upload: () => chooser.click(),
};
// By the key's place, not its letter: the same on a Korean keyboard.
const KEYS = { KeyP: "pen", KeyB: "pen", KeyE: "eraser", KeyN: "new" };

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
  if (typing || event.altKey || event.isComposing || element.offsetParent === null) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.code === "KeyZ") (event.shiftKey ? redo : undo)();
  else if (command && event.code === "KeyY") redo();
  else if (!command && event.code in KEYS) ACTS[KEYS[event.code]]();
  else if (!command && /^Digit[123]$/.test(event.code)) takeWidth(Number(event.code.at(-1)) - 1);
  else return;
  event.preventDefault();
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.act) ACTS[button.dataset.act]();
  else if (button?.dataset.width) takeWidth(Number(button.dataset.width));
  else if (button?.dataset.world) takeWorld(button);
});
chooser.addEventListener("change", upload);
sheet.addEventListener("pointerdown", penDown);
sheet.addEventListener("pointermove", penMove);
sheet.addEventListener("pointerup", penUp);
sheet.addEventListener("pointercancel", penUp);
sheet.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press draws, too
document.addEventListener("keydown", onKey);

takeTool("pen");
showHint();
redraw();
window.fiveDoors.translate(element);
openRoom();
