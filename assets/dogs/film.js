// A short clip becomes the same clip with the moving skeleton. It goes through Gradio's queue as the API call
// /dog_film, which says how far it is and can be stopped; the finished film is then held by this page alone.

const API = new URL("gradio_api/", document.baseURI);
const film = find(".kennel-film");
const reel = film.querySelector("video");
const preview = find(".kennel-preview");
const progress = film.querySelector("progress");

let making = null; // {session, event, source} of the clip that is being made

async function takeClip(file) {
  if (!file) return;
  stopFilm();
  hush();
  if (file.size > Number(kennel.dataset.uploadBytes)) {
    complain("clip_too_heavy");
    return;
  }
  openFilm();
  const mine = (making = { session: `film-${VISITOR}-${Date.now()}` });
  tell("dog_film_sending");
  try {
    const form = new FormData();
    form.append("files", file);
    const [path] = await post("upload", form);
    if (making !== mine) return;
    const data = [{ path, orig_name: file.name, meta: { _type: "gradio.FileData" } }];
    const { event_id: event } = await post("call/dog_film", JSON.stringify({ data, session_hash: mine.session }));
    mine.event = event;
    if (making !== mine) cancel(mine);
    else follow(mine);
  } catch {
    if (making === mine) endWith("failed");
  }
}

async function post(path, body) {
  const headers = typeof body === "string" ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(new URL(path, API), { method: "POST", headers, body });
  if (!answer.ok) throw new Error(path);
  return answer.json();
}

function follow(mine) {
  const source = new EventSource(new URL(`call/dog_film/${mine.event}`, API));
  mine.source = source;
  let finished = null;
  source.addEventListener("generating", ({ data }) => {
    const [told, file] = JSON.parse(data);
    if ("ahead" in told) tellPlace(told.ahead);
    else showStep(told);
    finished = file ?? finished;
  });
  source.addEventListener("complete", () => {
    source.close();
    if (making === mine) showFilm(mine, finished);
  });
  source.addEventListener("error", ({ data }) => {
    source.close();
    if (making === mine) endWith((data && JSON.parse(data)?.title) || "failed");
  });
}

function showStep({ done, total, preview: picture }) {
  tell("dog_film_making");
  progress.value = done / total;
  if (!picture) return;
  preview.src = picture;
  preview.hidden = false;
}

async function showFilm(mine, file) {
  let made;
  try {
    const answer = await fetch(new URL(`file=${file.path}`, API));
    made = await answer.blob();
  } catch {
    if (making === mine) endWith("failed");
    return;
  }
  if (making !== mine) return;
  reel.src = URL.createObjectURL(made);
  making = null;
  tell(null);
  reel.hidden = false;
  preview.hidden = progress.hidden = true;
  const keep = find("a[download]");
  keep.href = reel.src;
  keep.hidden = false;
  showFilmActs();
  reel.play().catch(() => {}); // who has not touched the page yet starts it by hand
}

function openFilm() {
  URL.revokeObjectURL(reel.src);
  reel.removeAttribute("src");
  preview.removeAttribute("src");
  progress.value = 0;
  reel.hidden = preview.hidden = find("a[download]").hidden = true;
  progress.hidden = film.hidden = false;
  kennel.classList.add("filming");
  showFilmActs(true);
}

function showFilmActs(busy = false) {
  act("stop").hidden = !busy;
  act("back").hidden = busy || film.hidden;
}

function closeFilm() {
  stopFilm();
  reel.pause();
  film.hidden = find("a[download]").hidden = true;
  kennel.classList.remove("filming");
  showFilmActs();
  showPoints();
}

function stopFilm() {
  if (!making) return;
  const old = making;
  making = null;
  old.source?.close();
  if (old.event) cancel(old);
  tell(null);
}

// The server ends the work when it is told which call it was.
function cancel({ session, event }) {
  const index = window.gradio_config.dependencies.find(({ api_name: name }) => name === "dog_film").id;
  post("cancel", JSON.stringify({ session_hash: session, fn_index: index, event_id: event })).catch(() => {});
}

function endWith(key) {
  making = null;
  tell(null);
  closeFilm();
  complain(key);
}
