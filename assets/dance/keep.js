// The dance as a file. It goes through Gradio's queue as the call /dance_keep, which says how far it is and can be
// stopped; the finished file is then held by this page alone.

const API = new URL("gradio_api/", document.baseURI);
const keepBox = find(".hall-keep");
const making = find(".hall-making");

let saving = null; // {session, event, source} of the file that is being made

async function keepAs(kind) {
  dropFile();
  hush();
  showSaving(true);
  const mine = (saving = { session: `dance-${VISITOR}-${Date.now()}`, kind });
  try {
    const sound = kind === "mp4" && tune?.clip ? await uploaded(tune.clip) : null;
    const joints = packJoints(dance.joints.subarray(0, NUMBERS * dance.ready));
    const wanted = { visitor: VISITOR, joints, kind, look: look.name, tune: tune && !tune.clip ? tune.id : "" };
    if (saving !== mine) return;
    const { event_id: event } = await post("call/dance_keep", JSON.stringify({ data: [wanted, sound], session_hash: mine.session }));
    mine.event = event;
    if (saving !== mine) cancel(mine);
    else follow(mine);
  } catch {
    if (saving === mine) endSaving("failed");
  }
}

async function uploaded(file) {
  const form = new FormData();
  form.append("files", file);
  const [path] = await post("upload", form);
  return { path, orig_name: file.name, meta: { _type: "gradio.FileData" } };
}

async function post(path, body) {
  const headers = typeof body === "string" ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(new URL(path, API), { method: "POST", headers, body });
  if (!answer.ok) throw new Error(path);
  return answer.json();
}

function follow(mine) {
  const source = new EventSource(new URL(`call/dance_keep/${mine.event}`, API));
  mine.source = source;
  let finished = null;
  source.addEventListener("generating", ({ data }) => {
    const [told, file] = JSON.parse(data);
    if (told?.ahead !== undefined) tellPlace(told.ahead);
    else if (told) {
      tell(null);
      making.querySelector("progress").value = told.done;
    }
    finished = file ?? finished;
  });
  source.addEventListener("complete", () => {
    source.close();
    if (saving === mine) fetchFile(mine, finished);
  });
  source.addEventListener("error", ({ data }) => {
    source.close();
    if (saving === mine) endSaving((data && JSON.parse(data)?.title) || "failed");
  });
}

async function fetchFile(mine, file) {
  try {
    const answer = await fetch(new URL(`file=${file.path}`, API));
    const made = await answer.blob();
    if (saving !== mine) return;
    const link = make("a", { href: URL.createObjectURL(made), download: `five-doors-dance.${mine.kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    endSaving(null);
  } catch {
    if (saving === mine) endSaving("failed");
  }
}

function showSaving(busy) {
  making.querySelector("progress").value = 0;
  making.hidden = act("drop").hidden = !busy;
}

function endSaving(key) {
  saving = null;
  showSaving(false);
  keepBox.close();
  if (key) complain(key);
}

function dropFile() {
  if (!saving) return;
  const old = saving;
  saving = null;
  old.source?.close();
  if (old.event) cancel(old);
  showSaving(false);
}

// The server ends the work when it is told which call it was.
function cancel({ session, event }) {
  const index = window.gradio_config.dependencies.find(({ api_name: name }) => name === "dance_keep").id;
  post("cancel", JSON.stringify({ session_hash: session, fn_index: index, event_id: event })).catch(() => {});
}
