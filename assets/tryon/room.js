// The room: wishes go to the server one at a time, and the newest is always done last, so no line of them builds up.

const OPENING = { person: "leo", upper: "tee-stripes-red" }; // all of the body is seen, so everything can be tried on
const LONG = 900; // ms after which a wish that is no longer wanted is stopped between two steps
const SLOW = 250; // ms after which the wait is explained

const queue = []; // what the row of looks still waits for: {upper, lower} each
let wishes = 0; // the number of the newest wish
let running = null; // {number, worn, nudge, photo, queued, timer}: the one that the server works on
let wanted = false; // whether the mirror waits for another one
let opened = false;

// Called after every change of photo, clothes or nudge.
function wish({ nudged = false } = {}) {
  if (!nudged) nudge = { ...STILL };
  showNudges();
  hush();
  wanted = Boolean(photo) && wornPieces().length > 0;
  if (!wanted && photo) showBare();
  if (running) setTimeout(stopLate, LONG, running);
  next();
}

function stopLate(late) {
  if (running !== late || !wanted) return;
  trigger("halt");
  done();
}

function next() {
  if (running || !photo) return;
  if (wanted) send(worn, nudge, false);
  else if (queue.length) send(queue.shift(), { ...STILL }, true);
}

function send(wearing, pushed, queued) {
  if (!queued) wanted = false;
  const number = ++wishes;
  const timer = setTimeout(() => receive({ number, error: "failed" }), PATIENCE);
  running = { number, worn: wearing, nudge: pushed, photo, queued, timer };
  over.setAttribute("aria-busy", "true");
  waitForSteps();
  setTimeout(() => running?.number === number && note.hidden && tell("tryon_working"), SLOW);
  // The top comes last, for it hangs over what is below.
  const asked = [wearing.lower, wearing.upper].filter(Boolean).map((id) => asWish(pieces.get(id)));
  trigger("submit", { visitor: VISITOR, number, person: photo.url, pieces: asked, nudge: pushed });
}

function receive(answer) {
  if (answer.number !== running?.number) return; // of a wish that was stopped
  const { photo: seen, queued, worn: wearing, nudge: pushed } = running;
  const current = seen === photo;
  if (answer.warming) {
    tell("tryon_warming");
    return;
  }
  if ("ahead" in answer) {
    tellPlace(answer.ahead);
    return;
  }
  if (answer.step) {
    tell("tryon_working");
    if (current) showStep(answer);
    return;
  }
  const key = keyOf(wearing);
  if (current && answer.error) {
    dropLook(key);
    clearSteps();
    complain(answer.error);
  } else if (current) {
    const look = { key, worn: wearing, nudge: pushed, answer };
    if (queued) worn = wearing;
    // What was put on since is already on its way; a nudge of the same clothes shows how it moves.
    if (queued || keyOf(worn) === key) showResult(look);
    keepLook(look);
    if (queued) markWorn();
  }
  done();
}

function done() {
  clearTimeout(running.timer);
  running = null;
  next();
  if (running) return;
  over.setAttribute("aria-busy", "false");
  tell(severalOn ? "tryon_several_how" : null);
}

function showResult({ worn: wearing, answer }) {
  hang(photo.url, answer.picture);
  showTimes(answer);
  showStep({ step: "result", picture: answer.picture });
  showNudges();
  const keep = find("a[download]");
  keep.href = answer.picture;
  keep.download = `five-doors-${[wearing.upper, wearing.lower].filter(Boolean).join("-and-")}.jpg`;
  keep.removeAttribute("aria-disabled");
  hush();
  remark(answer.remarks);
}

function showBare() {
  hang(photo.url, photo.url);
  clearSteps();
  const keep = find("a[download]");
  keep.removeAttribute("href");
  keep.setAttribute("aria-disabled", "true");
}

async function openRoom() {
  if (opened || element.offsetParent === null) return;
  opened = true;
  const answer = await ask("open_room", () => ({}));
  if (answer.error) {
    opened = false; // the door may be opened once more
    complain(answer.error);
    return;
  }
  showPeople(answer.people);
  for (const garment of answer.garments) pieces.set(garment.id, garment);
  await begin();
}

// The room as it opens: somebody dressed.
async function begin() {
  worn = { upper: OPENING.upper, lower: null };
  asked = null;
  if (severalOn) toggleSeveral();
  showKind("top");
  slideTo(RESTING);
  await takeExample(find(`[data-person=${OPENING.person}]`));
}

const ACTS = {
  photo: () => find("input[name=person]").click(),
  bring: () => find("input[name=garments]").click(),
  camera: openCamera,
  snap,
  later: snapLater,
  several: toggleSeveral,
  restart: begin,
  gear: () => gearBox.showModal(),
};

function onClick(event) {
  const button = event.target.closest("button");
  const { act: name, person, kind, piece, is, nudge: pushed, step, look } = button?.dataset ?? {};
  if (event.target.matches("dialog") || name === "close") event.target.closest("dialog").close();
  else if (name) ACTS[name]();
  else if (person) takeExample(button);
  else if (kind) showKind(kind);
  else if (piece) takePiece(piece);
  else if (is) correct(button.dataset);
  else if (pushed) push(pushed);
  else if (step) showBig(button);
  else if (look) takeLook(look);
}

function onFile({ target }) {
  const files = [...target.files];
  target.value = ""; // so that the same file can be chosen again
  takeFiles(target.name === "garments" ? "garment" : "person", files);
}

element.addEventListener("click", onClick);
element.addEventListener("keydown", onArrow);
for (const chooser of element.querySelectorAll("input[type=file]")) chooser.addEventListener("change", onFile);
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) element.addEventListener(kind, onDrag);
for (const kind of ["wheel", "touchstart", "mousedown"]) element.addEventListener(kind, leaveScrolling, { capture: true });
document.addEventListener("paste", onPaste);
cameraBox.addEventListener("close", closeCamera);
range.addEventListener("focus", readPosition);
range.addEventListener("input", () => slideTo(Number(range.value)));
window.addEventListener("five-doors-open", openRoom);
watch("value", () => receive(props.value));

buildSteps();
waitForClothes();
showNudges();
translate(element);
openRoom();
