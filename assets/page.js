// What every room of the house shares: the language and the about box.
// The words come before this script as window.fiveDoorsWords = {en: {key: words}, ko: {...}}.
(() => {
  if (window.fiveDoors) return;

  const WORDS = window.fiveDoorsWords;
  const STORE = "five-doors-language";
  let language = choose();

  function choose() {
    const wanted = [remembered(), ...navigator.languages, navigator.language];
    const known = wanted.filter(Boolean).map((tag) => tag.slice(0, 2).toLowerCase());
    return known.find((tag) => tag in WORDS) ?? "en";
  }

  // Storage is closed to a page inside a frame of another site; then the choice lasts as long as the page.
  function remembered() {
    try {
      return localStorage.getItem(STORE);
    } catch {
      return null;
    }
  }

  function remember(tag) {
    try {
      localStorage.setItem(STORE, tag);
    } catch {
      // see remembered()
    }
  }

  const say = (key) => WORDS[language][key];

  // Fill one element and everything in it. Keys stand in data-word (text) and data-word-label (name, tooltip);
  // names that the engines bring along stand in data-name-en and data-name-ko.
  function translate(root) {
    for (const one of [root, ...root.querySelectorAll("[data-word], [data-word-label], [data-name-en]")]) {
      const data = one.dataset;
      if (!data) continue;
      if (data.word) one.textContent = say(data.word);
      if (data.nameEn) one.textContent = language === "ko" ? data.nameKo : data.nameEn;
      if (data.wordLabel) {
        const label = say(data.wordLabel) + (data.key ? ` (${data.key})` : "");
        one.setAttribute("aria-label", say(data.wordLabel));
        if (one.matches("button, label")) one.title = label;
      }
    }
  }

  function speak(tag) {
    language = tag;
    document.documentElement.lang = tag;
    document.title = say("title");
    translate(document.body);
  }

  function mountHeader(header) {
    const about = header.querySelector("dialog");
    header.querySelector("[data-act=language]").addEventListener("click", () => {
      speak(language === "en" ? "ko" : "en");
      remember(language);
    });
    header.querySelector("[data-act=about]").addEventListener("click", () => about.showModal());
    // A click on the dimmed page around the box closes it too.
    about.addEventListener("click", (event) => {
      if (event.target === about || event.target.closest("[data-act=close]")) about.close();
    });
    for (const door of header.querySelectorAll("[role=tab]")) {
      door.addEventListener("click", () => openDoor(header, door.dataset.door));
    }
    header.querySelector("[role=tablist]")?.addEventListener("keydown", (event) => walkDoors(header, event));
    speak(language);
    const first = header.querySelector("[role=tab]");
    if (first) openDoor(header, location.hash.slice(1) || first.dataset.door);
  }

  // The rooms stay in the page, so that nothing in them is lost; the body's attribute says which one shows.
  function openDoor(header, id) {
    const doors = [...header.querySelectorAll("[role=tab]")];
    const open = doors.find((door) => door.dataset.door === id) ?? doors[0];
    for (const door of doors) {
      door.setAttribute("aria-selected", String(door === open));
      door.tabIndex = door === open ? 0 : -1;
    }
    document.body.dataset.room = open.dataset.door;
    open.scrollIntoView({ block: "nearest", inline: "nearest" }); // on a phone the row of doors scrolls
    history.replaceState(null, "", `#${open.dataset.door}`);
    window.dispatchEvent(new Event("five-doors-open"));
  }

  function walkDoors(header, event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const doors = [...header.querySelectorAll("[role=tab]")];
    const next = doors[(doors.indexOf(document.activeElement) + step + doors.length) % doors.length];
    openDoor(header, next.dataset.door);
    next.focus();
  }

  document.documentElement.lang = language;
  window.fiveDoors = { say, translate, mountHeader };
})();
