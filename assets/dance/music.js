// Music: a tune of the house or the visitor's own clip. It plays in the browser, and the dance keeps to its time.

const LOOSE = 0.3; // s by which tune and dance may differ before the tune jumps
const PULL = 2; // shares of a difference that are made good in a second

const player = new Audio();
player.loop = true;
player.preservesPitch = true;

let tune = null; // {id, address, seconds, beats}, an own one with its `clip`: what plays; null for silence

const tunes = new Map(TUNES.map((one) => [one.id, { ...one, address: fileAddress(one.path) }]));

function takeTune(id) {
  tune = id ? tunes.get(id) : null;
  for (const one of element.querySelectorAll("[data-tune]")) one.setAttribute("aria-pressed", String(one.dataset.tune === (tune?.id ?? "")));
  if (tune) player.src = tune.address;
  else player.removeAttribute("src");
  restartTune();
}

async function takeClip(file) {
  if (!file) return;
  hush();
  if (file.size > uploadBytes) {
    complain("dance_sound_heavy");
    return;
  }
  tell("dance_listening");
  const answer = await hearClip(file);
  tell(null);
  if (answer.error) {
    complain(answer.error);
    return;
  }
  if (tunes.has("own")) URL.revokeObjectURL(tunes.get("own").address);
  tunes.set("own", { id: "own", clip: file, address: URL.createObjectURL(file), seconds: answer.seconds, beats: answer.beats });
  takeTune("own");
  danceToTune();
}

async function hearClip(file) {
  const music = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => resolve(""));
    reader.readAsDataURL(file);
  });
  return ask("hear", () => ({ music }));
}

// The beats of so many seconds of the tune, which begins anew when it ends.
function beatsOf(seconds) {
  if (!tune) return [];
  const beats = [];
  for (let start = 0; start < seconds; start += tune.seconds) {
    for (const beat of tune.beats) if (start + beat <= seconds && start + beat > (beats.at(-1) ?? -1)) beats.push(start + beat);
  }
  return beats;
}

function restartTune() {
  if (!tune) {
    player.pause();
    return;
  }
  player.currentTime = time % tune.seconds;
  followTune();
}

function followTune() {
  if (!tune || !playing) {
    player.pause();
    return;
  }
  player.playbackRate = speed;
  player.play().catch(() => {}); // who has not touched the page yet starts it by hand
}

// Where the dance should be: at its own time, drawn towards the tune's where that plays.
function tuneTime(wanted, seconds) {
  if (!tune || player.paused || player.readyState < 2) return wanted;
  const laps = Math.round((wanted - player.currentTime) / tune.seconds);
  const ahead = player.currentTime + laps * tune.seconds - wanted;
  if (Math.abs(ahead) < LOOSE) return wanted + ahead * Math.min(1, PULL * seconds);
  player.currentTime = wanted % tune.seconds;
  return wanted;
}
