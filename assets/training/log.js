// What a training prints: it follows the end, finds words, and can be taken along whole.

const paper = find(".shop-paper");
const logBox = find(".shop-log");
const search = logBox.querySelector("input[type=search]");
const follow = logBox.querySelector("input[type=checkbox]");

let logged = null; // {diary, heard, wanted} of what stands on the paper

function showLog(diary) {
  const wanted = search.value.trim().toLowerCase();
  const same = logged?.diary === diary && logged.wanted === wanted && logged.heard === diary.heard;
  if (same || !logBox.open) return;
  logged = { diary, wanted, heard: diary.heard };
  const lines = wanted ? diary.lines.filter((one) => one.toLowerCase().includes(wanted)) : diary.lines;
  const before = paper.scrollTop;
  paper.replaceChildren(...(wanted ? lines.flatMap((one) => [...marked(one, wanted), "\n"]) : [lines.join("\n")]));
  paper.scrollTop = follow.checked ? paper.scrollHeight : before;
  logBox.querySelector("output").textContent = wanted ? fill("training_found", { n: lines.length }) : "";
}

function marked(text, wanted) {
  const small = text.toLowerCase();
  const parts = [];
  let from = 0;
  for (let at = small.indexOf(wanted); at >= 0; at = small.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), make("mark", {}, text.slice(at, at + wanted.length)));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

// The whole log, from the server's file.
async function takeLog() {
  const parts = [];
  for (let after = 0; ; ) {
    const answer = await request("news", { job: current.id, after_events: current.afterEvents, after_log: after });
    if (answer.error) {
      complain(answer);
      return;
    }
    parts.push(answer.log);
    if (answer.after_log <= after) break;
    after = answer.after_log;
  }
  const link = make("a", { href: URL.createObjectURL(new Blob(parts, { type: "text/plain" })), download: `training-${current.id}.txt` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

search.addEventListener("input", () => showLog(current));
follow.addEventListener("change", () => follow.checked && (paper.scrollTop = paper.scrollHeight));
logBox.addEventListener("toggle", () => current && showLog(current));
// Who scrolls up wants to read.
paper.addEventListener("scroll", () => {
  const end = paper.scrollHeight - paper.scrollTop - paper.clientHeight < 24;
  if (!end) follow.checked = false;
});
