// What every room of the house shares: the language and the about box.
// The words come before this script as window.fiveDoorsWords = {en: {key: words}, ko: {...}}.
(() => {
  if (window.fiveDoors) return;

  const WORDS = window.fiveDoorsWords;
  const STORE = "five-doors-language";
  const HOME = "home"; // the start page
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

  // Fill one element and everything in it. Keys stand in data-word (text, its number in data-n) and data-word-label
  // (name, tooltip); names that the engines bring along stand in data-name-en and data-name-ko.
  function translate(root) {
    for (const one of [root, ...root.querySelectorAll("[data-word], [data-word-label], [data-name-en]")]) {
      const data = one.dataset;
      if (!data) continue;
      if (data.word) one.textContent = say(data.word)?.replace("{n}", data.n);
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
    speak(language);
    const tabs = [...header.querySelectorAll("[role=tab]")];
    if (tabs.length === 0) return;
    for (const tab of tabs) tab.addEventListener("click", () => (location.hash = tab.dataset.door));
    header.querySelector("[role=tablist]").addEventListener("keydown", (event) => walkDoors(tabs, event));
    window.addEventListener("hashchange", () => openDoor(header, tabs));
    openDoor(header, tabs);
  }

  // The address says which room is open, so that the browser's own way back leads out of a room. The rooms stay in the
  // page, so that nothing in them is lost; the body's attribute says which one shows.
  function openDoor(header, tabs) {
    const left = document.body.dataset.room;
    const open = tabs.find((tab) => tab.dataset.door === location.hash.slice(1));
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === open));
      tab.tabIndex = tab === (open ?? tabs[0]) ? 0 : -1;
    }
    document.body.dataset.room = open?.dataset.door ?? HOME;
    header.querySelector("header").classList.toggle("at-home", !open);
    open?.scrollIntoView({ block: "nearest", inline: "nearest" }); // on a phone the row of doors scrolls
    // Whoever walks by keyboard goes on from the door that he went through.
    if (left) (open ?? document.querySelector(`.home-door[href="#${left}"]`))?.focus({ preventScroll: true });
    if (left) window.scrollTo(0, 0);
    window.dispatchEvent(new Event("five-doors-open"));
  }

  function walkDoors(tabs, event) {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    location.hash = tabs.at(to % tabs.length).dataset.door;
  }

  document.documentElement.lang = language;
  window.fiveDoors = { say, translate, mountHeader };
})();
