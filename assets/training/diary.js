// What the page knows of each training that it looked at: its curves, its pictures, its log. It grows by `news`.

const KEPT_LINES = 5000; // of a log in the page; the download has all of it
const MANY = 30_000; // characters of a log in one answer, after which more is surely waiting

const diaries = new Map();

function diaryOf(id) {
  if (!diaries.has(id)) diaries.set(id, { id, job: null, afterEvents: 0, afterLog: 0, curves: {}, samples: [], steps: 0, epochs: 0, begun: null, last: null, lines: [""], heard: 0, whole: false });
  return diaries.get(id);
}

// Ask for what is new. Returns the error, or null.
async function catchUp(diary) {
  for (;;) {
    const answer = await request("news", { job: diary.id, after_events: diary.afterEvents, after_log: diary.afterLog });
    if (answer.error) return answer;
    if (answer.after_log < diary.afterLog) diary.lines = [""];
    diary.job = answer.job;
    diary.afterEvents = answer.after_events;
    diary.afterLog = answer.after_log;
    for (const event of answer.events) hear(diary, event);
    print(diary, answer.log);
    diary.heard += answer.events.length + answer.log.length;
    diary.whole = ended(answer.job);
    if (answer.log.length < MANY) return null;
  }
}

const ended = (job) => !["pending", "running"].includes(job.status);

const HEARD = {
  // A training that goes on begins at what was saved: what came after it comes again.
  begin(diary, { step, steps, epochs, time }) {
    Object.assign(diary, { steps, epochs, begun: { step, time }, last: null });
    for (const points of Object.values(diary.curves)) while (points.length && points.at(-1)[0] > step) points.pop();
    diary.samples = diary.samples.filter((sample) => sample.step <= step);
  },
  metrics(diary, { step, epoch, time, event, ...numbers }) {
    for (const [name, value] of Object.entries(numbers)) {
      if (typeof value !== "number" && value !== null) continue;
      const points = (diary.curves[name] ??= []);
      if (points.at(-1)?.[0] === step) points.pop();
      points.push([step, value]);
    }
    diary.last = { step, time, epoch };
  },
  sample(diary, { step, file, caption }) {
    diary.samples = diary.samples.filter((sample) => sample.file !== file);
    diary.samples.push({ step, file, caption });
  },
};

function hear(diary, event) {
  HEARD[event.event]?.(diary, event);
}

// A carriage return goes back to the start of the line, as a terminal does it.
function print(diary, text) {
  if (!text) return;
  const lines = (diary.lines.pop() + text).split("\n");
  diary.lines.push(...lines.slice(0, -1).map((one) => one.slice(one.replace(/\r+$/, "").lastIndexOf("\r") + 1)), lines.at(-1));
  diary.lines.splice(0, diary.lines.length - KEPT_LINES);
}

// Seconds until it is done, as fast as it went since it was started last; null while nobody can know.
function remaining(diary) {
  const { begun, last, steps } = diary;
  if (!begun || !last || last.step <= begun.step || last.time <= begun.time) return null;
  return ((steps - last.step) * (last.time - begun.time)) / (last.step - begun.step);
}
