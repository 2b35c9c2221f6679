// The room: it opens with the newest training, or with the one that comes with the house, and looks again and again.

const NEWS_EVERY = 700; // ms, of the training that is open
const LIST_EVERY = 3000; // ms, of all of them

let opened = false;
let lost = false; // whether the server does not answer

const seen = () => element.offsetParent !== null && !document.hidden;
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function openRoom() {
  if (opened || element.offsetParent === null) return;
  opened = true;
  const answer = await request("open_room");
  if (answer.error) {
    opened = false;
    complain(answer);
    return;
  }
  recipes = answer.recipes;
  takeRights(answer.rights);
  showCards();
  takeList(answer);
  showBell();
  watchNews();
  watchList();
  openJob(firstJob());
}

// What runs, else what was asked for last.
const firstJob = () => (jobs.find((job) => job.status === "running") ?? jobs[0]).job_id;

async function watchNews() {
  for (;;) {
    await pause(NEWS_EVERY);
    if (!seen() || !current || current.whole) continue;
    const diary = current;
    const heard = diary.heard;
    const status = diary.job?.status;
    const answer = await catchUp(diary);
    tellLost(answer?.error === "failed");
    if (!answer && diary === current && (diary.heard !== heard || diary.job.status !== status)) showRun();
  }
}

async function watchList() {
  for (;;) {
    await pause(LIST_EVERY);
    const waits = ringing && jobs.some((job) => !ended(job)); // somebody in another room wants to hear of the end
    if (seen() || waits) await readList();
  }
}

async function readList() {
  const answer = await request("look");
  tellLost(answer.error === "failed");
  if (!answer.error) takeList(answer);
}

function takeList({ jobs: fresh, in_use: used, machine }) {
  takeJobs(fresh);
  showMachine(machine);
  inUse = new Set(used);
  if (current) markOpen(current.id);
  if (current?.job) showActs(current.job);
}

// A search field says in itself what it is for.
function showHints() {
  for (const field of element.querySelectorAll("input[type=search]")) field.placeholder = field.getAttribute("aria-label");
}

// The trainings go on without this page.
function tellLost(now) {
  if (now && !lost) show(say("training_no_answer"), { bad: true });
  lost = now;
}

function showView(name) {
  element.firstElementChild.dataset.view = name;
  find(".shop-look").hidden = name !== "run";
  teachBox.hidden = name !== "teach";
}

const ACTS = {
  teach: openTeach,
  back: goBack,
  lock: () => (rights === "host" ? show(say("training_unlocked")) : hostBox.showModal()),
  unlock: tryToken,
  play: playFilm,
  cancel,
  resume,
  use,
  put_back: putBack,
  again,
  rename: openNaming,
  keep: rename,
  remove: openSure,
  sure: remove,
  bell: turnBell,
  take: takeLog,
  compare: compareTwo,
  preview: showSheet,
  start,
  more() {
    most += PAGE;
    showRuns();
  },
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const { act: name, sort } = button?.dataset ?? {};
  if (event.target.matches("dialog") || name === "close") event.target.closest("dialog").close();
  else if (name) ACTS[name]();
  else if (sort) sortBy(sort);
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("dialog input")) return;
  event.preventDefault();
  event.target.closest("dialog").querySelector(".main").click();
});
// What was put together from words is said again in the other language.
new MutationObserver(() => {
  showHints();
  if (!opened) return;
  showCards();
  showRuns();
  if (current?.job) showRun();
}).observe(document.documentElement, { attributeFilter: ["lang"] });
window.addEventListener("five-doors-open", openRoom);

translate(element);
showHints();
openRoom();
