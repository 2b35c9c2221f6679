// Time on the stage: play, pause, speed, loop, the bar with its beats, and a picture for each moment.

const FPS = 20;
const SPARE = 1000 / 34; // ms between two pictures that this browser draws dot by dot
const SPEEDS = [0.5, 1, 1.5];
const LONGEST_STEP = 0.25; // s; after a pause of the browser the dance goes on where it was

const scrub = find(".hall-scrub input");
const filled = find(".hall-bar i");
const clock = find(".hall-clock");

// `ready` frames of `frames` are here.
let dance = { joints: new Float32Array(NUMBERS), frames: 1, ready: 1, beats: [] };
let ground = groundOf(dance.joints, 1);
let look = LOOKS.kid;
let time = 0;
let speed = 1;
let playing = !matchMedia("(prefers-reduced-motion: reduce)").matches;
let looping = true;
let painter = null; // the stage that draws: by WebGL or by hand
let mesh = null;
let drawn = 0; // ms, when the last picture was drawn

const lengthOf = () => (dance.frames - 1) / FPS;

function showDance(next, { from = 0 } = {}) {
  dance = next;
  ground = groundOf(dance.joints, dance.ready);
  time = from;
  scrub.max = String(lengthOf());
  showBeats();
  restartTune();
}

// More frames of the dance that is shown.
function addFrames(joints, ready) {
  dance.joints = joints;
  dance.ready = ready;
  ground = groundOf(joints, ready);
}

function showBeats() {
  const marks = dance.beats.filter((beat) => beat <= lengthOf());
  find(".hall-beats").replaceChildren(
    ...marks.map((beat) => {
      const mark = make("i");
      mark.style.left = `${(100 * beat) / lengthOf()}%`;
      return mark;
    }),
  );
}

function setPlaying(on) {
  playing = on;
  if (on && !looping && time >= lengthOf()) time = 0;
  act("play").setAttribute("aria-pressed", String(on));
  followTune();
}

// A tap on the speed that is chosen takes the next one: on a phone only that one shows.
function setSpeed(next) {
  speed = next === speed ? SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] : next;
  for (const one of element.querySelectorAll("[data-speed]")) one.setAttribute("aria-pressed", String(Number(one.dataset.speed) === speed));
  followTune();
}

function setLook(name) {
  look = LOOKS[name];
  mesh = null;
  for (const one of element.querySelectorAll("[data-look]")) one.setAttribute("aria-pressed", String(one.dataset.look === name));
}

function moveOn(seconds) {
  if (!playing || scrubbing) return;
  const end = lengthOf();
  const next = tuneTime(time + seconds * speed, seconds);
  const here = (dance.ready - 1) / FPS;
  if (next <= here || dance.ready === dance.frames) time = next;
  else time = Math.min(here, next); // the rest is still on its way
  if (time < end) return;
  if (looping) {
    time = 0;
    restartTune();
  } else {
    time = end;
    setPlaying(false);
  }
}

function draw() {
  const pose = poseAt(dance.joints, dance.ready, time * FPS);
  const late = poseAt(dance.joints, dance.ready, Math.max(0, time - LAG) * FPS);
  mesh = meshOf(skinsOf(pose, late, look), mesh);
  painter.draw(mesh, pose, ground);
  return pose;
}

let before = 0; // ms, when the clock ticked last
let scrubbing = false;

function tick(now) {
  if (element.offsetParent === null) {
    before = 0; // the door is closed; opening it starts the clock again
    return;
  }
  requestAnimationFrame(tick);
  if (painter.kind === "2d" && now - drawn < SPARE) return;
  drawn = now;
  const seconds = Math.max(0, Math.min(LONGEST_STEP, (now - before) / 1000));
  before = now;
  moveOn(seconds);
  fitStage();
  const pose = draw();
  followBody(pose.pelvis, seconds);
  showTime();
}

function showTime() {
  if (!scrubbing) scrub.value = String(time);
  scrub.setAttribute("aria-valuetext", `${time.toFixed(1)} s`);
  filled.style.width = `${(100 * (dance.ready - 1)) / Math.max(1, dance.frames - 1)}%`;
  clock.textContent = `${time.toFixed(1)} s`;
}

let [shownWide, shownHigh] = [0, 0];

function fitStage() {
  const { clientWidth: wide, clientHeight: high } = stage;
  if (wide === shownWide && high === shownHigh) return;
  [shownWide, shownHigh] = [wide, high];
  painter.resize(wide, high, Math.min(2, devicePixelRatio || 1));
}

function startClock() {
  if (before || !painter || element.offsetParent === null) return;
  before = performance.now();
  requestAnimationFrame(tick);
}

// What a test may look at.
window.fiveDoorsDance = {
  state: () => ({ time, playing, frames: dance.frames, ready: dance.ready, beats: dance.beats, look: look.name, stage: painter?.kind ?? null, pose: poseAt(dance.joints, dance.ready, time * FPS) }),
};
