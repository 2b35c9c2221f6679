// What is wished for: words, ideas to tap, and the finer wishes behind the gear. The newest wish wins.

const words = find(".hall-words textarea");
const gearBox = find(".hall-gear");
const SLOW = 250; // ms after which the wait is explained
const MOST_SECONDS = 60; // of a dance that goes on and on

const plan = { seconds: 6, style: "", energy: null, seed: 0, lock: true };

let wishes = 0; // the number of the newest wish
let running = null; // {number, text, timer, joints}: the one that the server works on

const field = (name) => gearBox.querySelector(`[name=${name}]`);

// `kind` is "dance", or what becomes of the dance on the stage: "on", "arms", "between".
function wish(kind = "dance") {
  const text = words.value;
  hush();
  if (running) stopWish();
  const number = ++wishes;
  const timer = setTimeout(() => receive({ number, error: "failed" }), PATIENCE);
  running = { number, kind, text, timer, joints: null };
  showBusy(true);
  setTimeout(() => running?.number === number && note.hidden && tell("dance_working"), SLOW);
  const old = kind === "dance" ? {} : { joints: packJoints(dance.joints.subarray(0, NUMBERS * dance.ready)) };
  trigger("submit", { visitor: VISITOR, number, kind, text, ...plan, beats: beatsOf(kind === "on" ? MOST_SECONDS : plan.seconds), ...old });
}

function stopWish() {
  trigger("halt");
  endWish();
}

function endWish() {
  clearTimeout(running.timer);
  running = null;
  showBusy(false);
  tell(null);
}

function showBusy(busy) {
  hall.setAttribute("aria-busy", String(busy));
  act("stop").hidden = !busy;
  act("dance").hidden = busy;
}

function receive(answer) {
  if (!answer || answer.number !== running?.number) return; // of a wish that was stopped
  if (answer.warming) tell("dance_warming");
  else if ("ahead" in answer) tellPlace(answer.ahead);
  else if (answer.error) {
    endWish();
    complain(answer.error);
  } else if (answer.total) showPart(answer);
  else finish(answer);
}

function showPart({ joints, first, total, beats }) {
  const part = unpackJoints(joints);
  if (!running.joints) {
    running.joints = new Float32Array(NUMBERS * total);
    running.ready = 0;
  }
  if (first !== running.ready) return; // one was lost on the way; the whole dance comes in the end
  running.joints.set(part, NUMBERS * first);
  running.ready = first + part.length / NUMBERS;
  tell(null);
  if (first > 0) {
    addFrames(running.joints, running.ready);
    return;
  }
  showSaid(running.text, []);
  showDance({ joints: running.joints, frames: total, ready: running.ready, beats });
  if (!playing) setPlaying(true);
}

function finish(answer) {
  const joints = unpackJoints(answer.joints);
  const frames = joints.length / NUMBERS;
  const { kind, text } = running;
  const streamed = running.joints !== null;
  const last = kind === "on" ? lengthOf() : 0;
  showSaid(text, answer.notes);
  showFacts(answer);
  const whole = { joints, frames, ready: frames, beats: answer.beats };
  if (streamed) showDance(whole, { from: Math.min(time, (frames - 1) / FPS) });
  else showDance(whole, { from: Math.max(0, last - 1) }); // what is new begins there
  setPlaying(true);
  endWish();
}

// How it was made and how well it keeps to the laws of nature, behind the gear.
function showFacts({ seconds, network, physics, frames }) {
  const time = Object.values(seconds).reduce((sum, one) => sum + one, 0);
  const rows = [
    ["dance_fact_made", `${(frames / FPS).toFixed(1)} s / ${time.toFixed(2)} s`],
    ["dance_fact_network", network],
    ["dance_fact_skating", percent(physics.skating)],
    ["dance_fact_sunk", `${(100 * physics.sunk).toFixed(1)} cm`],
    ["dance_fact_bent", percent(physics.bent)],
  ];
  gearBox.querySelector(".hall-facts").replaceChildren(...rows.map(([key, value]) => make("li", {}, make("span", { word: key }), make("b", {}, value))));
  translate(gearBox);
}

function another() {
  plan.seed = Math.floor(Math.random() * MOST_SEED);
  field("seed").value = plan.seed;
  if (!words.value.trim()) words.value = say(element.querySelector("[data-prompt]").dataset.prompt);
  wish();
}

function danceToTune() {
  if (words.value.trim()) wish();
}

function readGear({ target }) {
  if (target.name === "seconds") {
    plan.seconds = Number(target.value);
    showSeconds();
  } else if (target.name === "style") plan.style = target.value;
  else if (target.name === "lock") plan.lock = target.checked;
  else if (target.name === "seed") plan.seed = Math.max(0, Math.min(MOST_SEED, Math.round(Number(target.value) || 0)));
}

function showSeconds() {
  field("seconds").nextElementSibling.textContent = `${plan.seconds} s`;
}

function takeEnergy(button) {
  plan.energy = button.dataset.energy === "" ? null : Number(button.dataset.energy);
  for (const one of gearBox.querySelectorAll("[data-energy]")) one.setAttribute("aria-pressed", String(one === button));
}

function showStyles(styles) {
  const list = field("style");
  for (const { id, names } of styles) list.append(make("option", { value: id, names }));
  translate(list);
}
