// The training that is looked at: how far it is, how it ended, what can be done with it.

const runBox = find(".shop-run");
const curves = makeCurves(runBox.querySelector(".shop-curves"));
const bar = runBox.querySelector("[role=progressbar]");

let current = null; // its diary
let inUse = new Set(); // ids of the trainings whose results are in use

async function openJob(id) {
  showView("run");
  current = diaryOf(id);
  search.value = "";
  runBox.setAttribute("aria-busy", String(!current.job));
  markOpen(id);
  if (current.job) showRun();
  const answer = await catchUp(current);
  if (answer && current.id === id) complain(answer);
  if (current.id === id && current.job) showRun();
}

function showRun() {
  const { job } = current;
  runBox.setAttribute("aria-busy", "false");
  runBox.dataset.status = job.status;
  runBox.querySelector(".shop-face").replaceChildren(modelIcon(job.model_type));
  runBox.querySelector(".shop-name").textContent = jobName(job);
  runBox.querySelector(".shop-sub").textContent = job.job_id === "demo" ? say("training_demo") : job.name ? modelName(job.model_type) : "";
  showStatus(runBox.querySelector(".shop-chip"), job.status);
  showProgress(job);
  showGrown(job);
  showError(job);
  showActs(job);
  showFilm(current);
  curves.show([current, ...overlaid().filter((one) => one !== current)]);
  showFacts(job);
  showLog(current);
}

function showStatus(chip, status) {
  chip.dataset.status = status;
  setWord(chip, `training_status_${status}`);
}

function showProgress(job) {
  const share = Math.round(job.progress);
  bar.setAttribute("aria-valuenow", share);
  bar.firstElementChild.style.width = `${job.progress}%`;
  runBox.querySelector(".shop-percent").textContent = percent(share / 100);
  runBox.querySelector(".shop-epoch").textContent = job.total_epochs ? fill("training_epoch_of", { n: job.current_epoch, all: job.total_epochs }) : "";
  runBox.querySelector(".shop-left").textContent = timeText(job);
}

function timeText(job) {
  if (job.status === "pending") return say("training_waits");
  if (job.status === "running") {
    const left = remaining(current);
    return left === null ? say("training_prepares") : fill("training_left", { time: lasting(left) });
  }
  return job.started_at && job.completed_at ? fill("training_took", { time: lasting(job.completed_at - job.started_at) }) : "";
}

// How good it was at the start and is now, by the figure that counts.
function showGrown(job) {
  const recipe = recipeOf(job.model_type);
  const points = (recipe && current.curves[recipe.figure]?.filter(([, value]) => value !== null)) ?? [];
  const parts = runBox.querySelector(".shop-grown");
  parts.hidden = !points.length;
  if (!points.length) return;
  const [first, last] = [points[0][1], points.at(-1)[1]];
  const better = first === last ? "" : last > first === recipe.higher ? "better" : "worse";
  parts.dataset.way = better;
  parts.replaceChildren(make("span", {}, figureName(recipe.figure)), make("small", {}, figureText(first)), icon("M5 12h13M13 6.500l5.500 5.500-5.500 5.500"), make("b", {}, figureText(last)));
}

function showError(job) {
  const line = runBox.querySelector(".shop-problem");
  line.hidden = !job.error;
  line.textContent = job.error ? errorText({ error: job.error_key, sentence: job.error }) : "";
}

// What can be done depends on who asks and on how far it is.
function showActs(job) {
  const own = rights === "host" && job.job_id !== "demo";
  const done = ended(job);
  const recipe = recipeOf(job.model_type);
  const used = inUse.has(job.job_id);
  const ready = own && job.status === "completed" && Boolean(recipe?.usable) && !used;
  act("use").hidden = !ready;
  act("put_back").hidden = !(own && used);
  // The weights that it would replace know photos, too.
  runBox.querySelector(".shop-drawn-only").hidden = !(ready && recipe.replaces && job.config.data === "");
  act("cancel").hidden = !(own && !done);
  act("resume").hidden = !(own && done && job.status !== "completed");
  act("again").hidden = rights !== "host" || !recipeOf(job.model_type);
  act("rename").hidden = act("remove").hidden = !own;
  act("remove").disabled = !done;
  if (done) bell().hidden = true;
  else showBell();
}

function showFacts(job) {
  const note = runBox.querySelector(".shop-note");
  note.hidden = !job.note;
  note.textContent = job.note;
  const rows = Object.entries(job.config).map(([name, value]) => [settingName(name), settingText(name, value)]);
  const more = [
    [say("training_fact_id"), job.job_id],
    [say("training_fact_device"), job.device],
    [say("training_fact_attempt"), String(job.attempt)],
  ];
  runBox.querySelector(".shop-facts").replaceChildren(...[...rows, ...more].map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

const settingName = (name) => say(`training_set_${name}`) ?? name.replaceAll("_", " ");

function settingText(name, value) {
  if (name === "data" && value === "") return say("training_drawn");
  if (typeof value === "boolean") return say(value ? "training_yes" : "training_no");
  return typeof value === "number" ? figureText(value) : value;
}
