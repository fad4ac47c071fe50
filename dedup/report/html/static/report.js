// What a reader can do with a report. Everything it shows is in the page already; this adds lines
// between the texts, lights, filters and the keyboard. It reads the page and loads nothing.
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const SVG = "http://www.w3.org/2000/svg";

  // ---- Two texts side by side -------------------------------------------------------------

  function openPair(pair) {
    if (pair.dataset.ready) return;
    pair.dataset.ready = "yes";
    const texts = all(".text", pair);
    const lines = one(".lines", pair);
    const links = linksOf(pair);
    let drawing = 0;
    const redraw = () => {
      if (!drawing) drawing = requestAnimationFrame(() => { drawing = 0; draw(pair, texts, lines, links); });
    };
    texts.forEach((text) => text.addEventListener("scroll", redraw, { passive: true }));
    all(".kinds input", pair).forEach((box) => box.addEventListener("change", redraw));
    new ResizeObserver(redraw).observe(one(".cols", pair));
    lightUp(pair, texts, redraw);
    redraw();
  }

  // Number of a link -> its sentences on either side.
  function linksOf(pair) {
    const links = new Map();
    for (const sentence of all(".text .s[data-l]", pair)) {
      const side = sentence.closest(".text").dataset.side;
      for (const number of sentence.dataset.l.split(" ")) {
        if (!links.has(number)) links.set(number, { a: [], b: [] });
        links.get(number)[side].push(sentence);
      }
    }
    return links;
  }

  function draw(pair, texts, lines, links) {
    const room = lines.getBoundingClientRect();
    if (!room.width) return;
    const off = new Set(all(".kinds input:not(:checked)", pair).map((box) => "k-" + box.value));
    const frames = texts.map((text) => text.getBoundingClientRect());
    const paths = [];
    for (const [number, { a, b }] of links) {
      for (const from of a) for (const to of b) {
        if (off.has(kindOf(from)) || off.has(kindOf(to))) continue;
        const ends = [middle(from), middle(to)];
        const seen = ends.map((y, at) => y > frames[at].top && y < frames[at].bottom);
        const lit = from.classList.contains("lit") && to.classList.contains("lit");
        if (!seen.includes(true) && !lit) continue;
        const [y, z] = ends.map((end, at) => clamp(end, frames[at]) - room.top);
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", `M0 ${y}C${room.width * 0.5} ${y} ${room.width * 0.5} ${z} ${room.width} ${z}`);
        path.setAttribute("class", `t-${kindOf(weaker(from, to)).slice(2)}${lit ? " lit" : ""}${seen.includes(false) ? " faint" : ""}`);
        path.dataset.l = number;
        paths.push(path);
      }
    }
    lines.replaceChildren(...paths);
  }

  const clamp = (y, frame) => Math.min(Math.max(y, frame.top), frame.bottom);
  const kindOf = (sentence) => [...sentence.classList].find((name) => name.startsWith("k-"));
  // A sentence with several links wears the strongest kind; the line between is of the weaker end.
  const ORDER = "VNPMQFBX";
  const weaker = (from, to) =>
    ORDER.indexOf(kindOf(from)[2]) > ORDER.indexOf(kindOf(to)[2]) ? from : to;
  function middle(sentence) {
    const first = sentence.getClientRects()[0];
    return first ? first.top + first.height / 2 : 0;
  }

  function lightUp(pair, texts, redraw) {
    let pinned = null;
    let timer = 0;
    const light = (sentence, follow) => {
      clearTimeout(timer);
      const numbers = sentence ? sentence.dataset.l.split(" ") : [];
      for (const element of all("[data-l]", pair)) {
        const lit = element.dataset.l.split(" ").some((number) => numbers.includes(number));
        element.classList.toggle("lit", lit);
      }
      pair.classList.toggle("busy", numbers.length > 0);
      if (sentence) timer = setTimeout(() => scrollPartner(sentence, texts), follow ? 0 : 160);
      redraw();
    };
    const sentenceAt = (target) => target.closest && target.closest(".text .s[data-l]");
    for (const text of texts) {
      text.addEventListener("mouseover", (event) => {
        const sentence = sentenceAt(event.target);
        if (sentence && !pinned) light(sentence, false);
      });
      text.addEventListener("mouseleave", () => { if (!pinned) light(null); });
      text.addEventListener("focusin", (event) => {
        const sentence = sentenceAt(event.target);
        if (sentence) light(sentence, true);
      });
      text.addEventListener("focusout", () => { if (!pinned) light(null); });
      text.addEventListener("click", (event) => {
        const sentence = sentenceAt(event.target);
        if (!sentence) { pinned = null; light(null); return; }
        if (event.target.closest(".n")) event.preventDefault(); // stay here: the partner comes
        else if (getSelection().toString() || event.target.closest("a")) return;
        pinned = pinned === sentence ? null : sentence;
        light(sentence, true);
      });
    }
    one(".strip svg", pair).addEventListener("click", (event) => {
      const number = event.target.dataset.l && event.target.dataset.l.split(" ")[0];
      const sentence = number && all(".text[data-side=a] .s[data-l]", pair)
        .find((found) => found.dataset.l.split(" ").includes(number));
      if (!sentence) return;
      pinned = sentence;
      scrollInside(sentence.closest(".text"), sentence, 60);
      light(sentence, true);
    });
    for (const link of all(".differences a", pair)) {
      link.addEventListener("click", (event) => {
        const sentence = document.getElementById(link.hash.slice(1));
        if (!sentence) return;
        event.preventDefault();
        pinned = sentence;
        sentence.closest(".cols").scrollIntoView({ block: "nearest" });
        scrollInside(sentence.closest(".text"), sentence, 60);
        (one(".n", sentence) || sentence).focus({ preventScroll: true });
        light(sentence, true);
      });
    }
    pair.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { pinned = null; light(null); }
    });
  }

  // Bring the first partner that is lit to the height of the sentence.
  function scrollPartner(sentence, texts) {
    const here = sentence.closest(".text");
    const other = texts.find((text) => text !== here);
    const partner = one(".s.lit", other);
    if (!partner) return;
    const beside = Math.abs(here.getBoundingClientRect().top - other.getBoundingClientRect().top) < 200;
    const height = middle(sentence) - here.getBoundingClientRect().top;
    scrollInside(other, partner, beside ? height : 60);
  }

  function scrollInside(text, sentence, height) {
    text.scrollTop += middle(sentence) - text.getBoundingClientRect().top - height;
  }

  // ---- Lists: threshold and search --------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const numberIn = (text) => (text.startsWith("<") ? 0.5 : Number((/\d+(\.\d+)?/.exec(text) || ["0"])[0]));

  function setUpTools(tools) {
    const slider = one(".threshold", tools);
    const search = one(".search", tools);
    const boxes = all("[data-level],[data-state]", tools);
    const update = () => {
      const least = slider ? Number(slider.value) : 0;
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      const matches = (element) => {
        const text = fold(element.dataset.find);
        return words.every((word) => text.includes(word));
      };
      if (slider) one(".at", tools).textContent = `${least} %`;
      for (const cell of all(".heat tbody td:not(.self)")) {
        cell.classList.toggle("off", least > 0 && numberIn(cell.textContent) < least);
      }
      for (const row of all(".heat tr[data-find]")) row.classList.toggle("hidden", !matches(row));
      const entries = all(".entry[data-find]");
      for (const entry of entries) {
        entry.classList.toggle("hidden", 100 * Number(entry.dataset.v) < least || !matches(entry));
      }
      const findings = chooseFindings(boxes, matches);
      const shown = (list) => list.filter((item) => !item.classList.contains("hidden")).length;
      const list = findings.length ? findings : entries;
      for (const group of all(".group")) {
        group.classList.toggle("hidden", !one("tbody tr:not(.hidden)", group));
      }
      one(".found", tools).textContent = list.length
        ? `${tools.dataset.noun} shown: ${shown(list)} of ${list.length}` : "";
    };
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.addEventListener("input", update);
    update();
  }

  function chooseFindings(boxes, matches) {
    const off = (name, value) =>
      boxes.some((box) => box.dataset[name] === value && !box.checked);
    for (const article of all(".incoming")) {
      const findings = all(".finding", article);
      for (const finding of findings) {
        const hidden = off("level", finding.dataset.level) || off("state", finding.dataset.state);
        finding.classList.toggle("hidden", hidden || !matches(article));
      }
      const none = findings.every((found) => found.classList.contains("hidden"));
      article.classList.toggle("hidden", none);
      const named = one(`.overview a[href="#${article.id}"]`);
      if (named) named.closest("li").classList.toggle("hidden", none);
    }
    return all(".finding");
  }

  // ---- Heat map: read cells, walk with the arrow keys -------------------------------------

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  function setUpHeat(table) {
    const readout = one(".readout");
    const rows = all("tbody tr", table);
    const heads = all("thead th", table);
    const focusable = (cell) => one("a", cell) || cell;
    for (const cell of all("tbody td", table)) focusable(cell).tabIndex = -1;
    const first = one("tbody td:not(.self)", table);
    if (first) focusable(first).tabIndex = 0;
    const tell = (cell) => {
      for (const element of all(".here", table)) element.classList.remove("here");
      const row = cell.parentElement;
      const column = heads[cell.cellIndex - 1];
      row.classList.add("here");
      column.classList.add("here");
      if (!readout || cell.classList.contains("self")) return;
      readout.replaceChildren(
        paragraph("number", `${cell.textContent || "0"} %`),
        nameOf(one("th", row)), nameOf(column),
      );
    };
    table.addEventListener("mouseover", (event) => {
      const cell = event.target.closest("tbody td");
      if (cell) tell(cell);
    });
    table.addEventListener("focusin", (event) => {
      const cell = event.target.closest("tbody td");
      if (!cell) return;
      for (const other of all("[tabindex='0']", table)) other.tabIndex = -1;
      event.target.tabIndex = 0;
      tell(cell);
    });
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("tbody td");
      const step = STEPS[event.key];
      if (!cell || !step) return;
      event.preventDefault();
      const visible = rows.filter((row) => !row.classList.contains("hidden"));
      const row = visible[visible.indexOf(cell.parentElement) + step[0]];
      const next = row && row.cells[cell.cellIndex + step[1]];
      if (next && next.tagName === "TD") focusable(next).focus();
    });
  }

  function paragraph(name, text) {
    const element = document.createElement("p");
    element.className = name;
    element.textContent = text;
    return element;
  }

  function nameOf(head) {
    const element = paragraph("name", head.title);
    element.dir = "auto";
    if (head.title !== head.textContent) {
      const id = document.createElement("small");
      id.textContent = head.textContent;
      element.append(id);
    }
    return element;
  }

  // ---- Which pairs are open ---------------------------------------------------------------

  const openInside = (root) => all(".pair", root).forEach(openPair);

  function follow() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    const entry = target.closest("details");
    if (entry) {
      entry.classList.remove("hidden");
      entry.open = true;
    }
    if (entry) openInside(entry);
    target.scrollIntoView();
    if (target.matches(".inside")) target.focus({ preventScroll: true });
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.entry[open]")) openInside(event.target);
  }, true);
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#p']");
    if (link && !event.defaultPrevented && link.hash === location.hash) follow(); // once more to the same
  });
  all("main > .pair").forEach(openPair);
  all(".tools").forEach(setUpTools);
  all(".heat").forEach(setUpHeat);
  follow();
})();
