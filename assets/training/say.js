// What the Workshop says: words with numbers in them, lengths of time, sizes, names of trainings.
// Gradio runs these files, after assets/parts.js and joined to one script by tabs/training.py, with `element` (the room)
// and `server` (open_room, look, news, sample, folders, preview, estimate, start, act). Before them stands ICONS. The
// page keeps nothing: all of it lies in the store of the server, and is asked for again when the page is opened again.

const MINUTE = 60;
const HOUR = 3600;
const GIGABYTE = 1e9;

const language = () => document.documentElement.lang;
const fill = (key, parts) => say(key).replace(/\{(\w+)\}/g, (_, name) => parts[name]);
const modelName = (model) => say(`training_model_${model}`) ?? model;
const jobName = (job) => job.name || modelName(job.model_type);
const figureName = (name) => say(`training_figure_${name}`) ?? name.replaceAll("_", " ");

function lasting(seconds) {
  if (seconds < 1.5 * MINUTE) return fill("training_seconds", { n: Math.max(1, Math.round(seconds)) });
  if (seconds < 1.5 * HOUR) return fill("training_minutes", { n: Math.round(seconds / MINUTE) });
  const minutes = Math.round(seconds / MINUTE);
  return fill("training_hours", { h: Math.floor(minutes / 60), n: minutes % 60 });
}

function size(bytes) {
  return bytes < GIGABYTE ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / GIGABYTE).toFixed(bytes < 1e10 ? 1 : 0)} GB`;
}

// A number with as many digits as mean something.
function figureText(value) {
  if (value === null || value === undefined) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const far = value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e5);
  return far ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

function moment(seconds) {
  const date = new Date(1000 * seconds);
  const today = date.toDateString() === new Date().toDateString();
  const parts = today ? { hour: "numeric", minute: "2-digit" } : { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(language(), parts).format(date);
}

// The drawn icon of a model, or the one of its room.
function modelIcon(model) {
  const box = make("span", { class: "shop-icon", "aria-hidden": "true" });
  box.innerHTML = ICONS[model] ?? ICONS.workshop; // both come with the program
  return box;
}
