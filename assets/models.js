// The parts of the host's room. Each shows HTML that the server sends; a button asks by its data-act. In scope:
// element, trigger, watch (Gradio's).
const { translate } = window.fiveDoors;
const all = (selector) => [...element.querySelectorAll(selector)];

function show() {
  translate(element);
  element.removeAttribute("aria-busy");
  for (const one of all(".wait, .local")) one.hidden = true;
}

function ask(call) {
  element.setAttribute("aria-busy", "true");
  trigger("submit", call);
}

watch("value", show);

// The host's word travels in a cookie, because Gradio's upload can carry nothing else. It ends with the browser.
function keepWord(word) {
  const safe = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `five-doors-host=${encodeURIComponent(word)}; Path=/; SameSite=Strict${safe}`;
}

const readAll = () => window.dispatchEvent(new Event("five-doors-open"));

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button || element.hasAttribute("aria-busy")) return;
  const { act, model, number, sure } = button.dataset;
  if (act === "unlock") {
    keepWord(element.querySelector("input[type=password]").value);
    readAll();
    return;
  }
  if (sure) {
    // What cannot be undone is asked twice.
    button.dataset.word = sure;
    delete button.dataset.sure;
    translate(button);
    return;
  }
  ask({ act, number, model: model ?? element.querySelector("select")?.value });
});

const input = element.querySelector("input[type=file]");
if (input) {
  const drop = element.querySelector(".drop");
  input.addEventListener("change", () => bring(input.files[0]));
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind.startsWith("drage") || kind === "dragover");
      if (kind === "drop") bring(event.dataTransfer.files[0]);
    });
  }
}

function bring(file) {
  if (!file) return;
  const wrong = !input.accept.split(",").some((suffix) => file.name.toLowerCase().endsWith(suffix));
  if (wrong) tell(".local", "version_suffix");
  else if (file.size > Number(element.querySelector("[data-max-bytes]").dataset.maxBytes)) tell(".local", "models_too_large");
  else {
    tell(".wait", "models_looking");
    const box = new DataTransfer();
    box.items.add(file);
    const receiver = document.querySelector("#models-file input[type=file]");
    receiver.files = box.files;
    receiver.dispatchEvent(new Event("change", { bubbles: true }));
  }
  input.value = "";
}

function tell(place, key) {
  // The report is about the file before.
  for (const one of all(".wait, .local, .report")) one.hidden = !one.matches(place);
  const line = element.querySelector(place);
  const words = line.querySelector("span") ?? line;
  words.dataset.word = key;
  translate(words);
}

const own = element.querySelector(".drop") === null;
const read = () => own && ask({ act: "read" });
window.addEventListener("five-doors-open", () => element.checkVisibility() && read());
translate(element);
if (element.checkVisibility()) read();
