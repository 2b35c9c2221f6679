// The pictures of a training, epoch by epoch: the newest one, unless the visitor looks at an older one.

const FRAME_TIME = 450; // ms of a picture while the film plays
const KEPT_PICTURES = 300;

const film = find(".shop-film");
const frame = film.querySelector("img");
const filmSlider = film.querySelector("input");
const pictures = new Map(); // job/file -> promise of an address

let filmed = null; // the diary
let filmAt = null; // number of the picture; null: the newest
let playing = null; // the timer of the next picture

function pictureOf(id, file) {
  const key = `${id}/${file}`;
  if (!pictures.has(key)) {
    pictures.set(key, request("sample", { job: id, file }).then(({ picture }) => picture ?? null));
    if (pictures.size > KEPT_PICTURES) pictures.delete(pictures.keys().next().value);
  }
  return pictures.get(key);
}

function showFilm(diary) {
  if (filmed !== diary) {
    stopFilm();
    frame.hidden = true;
    filmAt = null;
  }
  filmed = diary;
  const count = diary.samples.length;
  filmSlider.max = Math.max(0, count - 1);
  filmSlider.disabled = act("play").disabled = count < 2;
  if (filmAt !== null && filmAt >= count) filmAt = null;
  showFrame();
}

async function showFrame() {
  const diary = filmed;
  const number = filmAt ?? diary.samples.length - 1;
  const sample = diary.samples[number];
  const place = film.querySelector(".shop-blank");
  place.hidden = Boolean(sample);
  film.querySelector("output").textContent = sample ? frameName(diary, sample) : "";
  if (!sample) {
    frame.hidden = true;
    place.firstElementChild.replaceChildren(modelIcon(diary.job.model_type));
    setWord(place.lastElementChild, ended(diary.job) ? "training_no_pictures" : "training_first_picture");
    return;
  }
  filmSlider.value = number;
  filmSlider.setAttribute("aria-valuetext", frameName(diary, sample));
  const address = await pictureOf(diary.id, sample.file);
  if (diary !== filmed || number !== (filmAt ?? diary.samples.length - 1)) return; // another one is wanted by now
  frame.hidden = !address;
  if (address && frame.src !== address) frame.src = address;
  frame.alt = fill("training_picture", { name: modelName(diary.job.model_type), when: frameName(diary, sample) });
}

function frameName({ steps, epochs }, { step, caption }) {
  const epoch = steps && epochs ? Math.round((step * epochs) / steps) : null;
  const when = step === 0 ? say("training_at_start") : epoch === null ? fill("training_step", { n: step }) : fill("training_epoch", { n: epoch });
  return caption ? `${when}: ${caption}` : when;
}

function playFilm() {
  if (playing) {
    stopFilm();
    return;
  }
  filmAt = -1;
  act("play").setAttribute("aria-pressed", "true");
  nextFrame();
}

async function nextFrame() {
  filmAt++;
  const mine = (playing = setTimeout(() => {}, 0));
  await showFrame();
  if (playing !== mine) return;
  if (filmAt >= filmed.samples.length - 1) stopFilm();
  else playing = setTimeout(nextFrame, FRAME_TIME);
}

function stopFilm() {
  clearTimeout(playing);
  playing = null;
  act("play").setAttribute("aria-pressed", "false");
  if (filmed && filmAt === filmed.samples.length - 1) filmAt = null;
}

filmSlider.addEventListener("input", () => {
  stopFilm();
  const number = Number(filmSlider.value);
  filmAt = number === filmed.samples.length - 1 ? null : number;
  showFrame();
});
