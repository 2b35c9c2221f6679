// A line at the bottom of the page, also while another room is open, and a notification of the browser where it may.

const STAYS = 9000; // ms
const toast = make("div", { class: "shop-toast", role: "status", hidden: "" });
document.body.append(toast);

let toastTimer = null;

function show(text, { button = null, bad = false } = {}) {
  clearTimeout(toastTimer);
  toast.classList.toggle("bad", bad);
  toast.replaceChildren(make("span", {}, text));
  if (button) {
    const [word, work] = button;
    const one = make("button", { type: "button", class: "button main", word });
    one.addEventListener("click", () => {
      toast.hidden = true;
      work();
    });
    toast.append(one);
  }
  const close = make("button", { type: "button", class: "shop-small", label: "close" }, icon("M6 6l12 12M18 6L6 18"));
  close.addEventListener("click", () => (toast.hidden = true));
  toast.append(close);
  translate(toast);
  toast.hidden = false;
  toastTimer = setTimeout(() => (toast.hidden = true), STAYS);
}

const complain = (answer) => show(errorText(answer), { bad: true });

// The bell: whether the browser may tell when a training ends.
const bell = () => act("bell");
let ringing = false;

function showBell() {
  bell().hidden = !("Notification" in window) || Notification.permission === "denied";
  bell().setAttribute("aria-pressed", String(ringing));
}

async function turnBell() {
  ringing = !ringing && (await Notification.requestPermission()) === "granted";
  showBell();
}

function tellEnd(job) {
  const text = fill(`training_ended_${job.status}`, { name: jobName(job) });
  show(text, { button: ["training_look", () => openJob(job.job_id)], bad: job.status === "failed" });
  if (!ringing) return;
  const note = new Notification(say("title"), { body: text, tag: job.job_id });
  note.addEventListener("click", () => {
    window.focus();
    document.querySelector("[data-door=training]")?.click();
    openJob(job.job_id);
  });
}
