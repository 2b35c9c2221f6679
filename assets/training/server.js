// Questions to the server, each with what was typed at the lock; and what it says when something is wrong.

const TOKEN = "five-doors-host";
// Sentences that name a setting or a file: the word of the key alone does not know it.
const DETAILED = /^training_(setting|data|labels|folder)/;
const OWN_WORDS = { busy: "training_busy", failed: "training_no_answer" };

// Storage is closed to a page inside a frame of another site; then the lock stays closed.
function token() {
  try {
    return sessionStorage.getItem(TOKEN) ?? "";
  } catch {
    return "";
  }
}

function keepToken(text) {
  try {
    sessionStorage.setItem(TOKEN, text);
  } catch {
    // see token()
  }
}

const request = (name, data = {}) => call(name, { token: token(), ...data });

// The sentence of an error is English. In Korean stands the word of its key, and the sentence beside where it says more.
function errorText({ error, sentence }) {
  const word = say(OWN_WORDS[error] ?? error);
  if (!sentence || !word) return sentence || word || say("training_no_answer");
  if (language() === "en") return sentence;
  return DETAILED.test(error) ? `${word} (${sentence})` : word;
}
