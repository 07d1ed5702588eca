"use strict";
// Everything below adds to a page that is whole without it.
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // What takes no markup (title, options) is said again when the language changes.
  const speak = () => {
    const language = document.getElementById("zh").checked ? "zh" : "en";
    root.lang = language;
    for (const element of all("[data-zh]")) element.textContent = element.dataset[language];
  };
  for (const input of all("input[name=language]")) input.addEventListener("change", speak);
  speak();

  const form = document.querySelector(".filters");
  if (!form) return;
  root.classList.add("scripted");
  const controls = all("[data-filter]", form);
  const boxes = all("input[type=checkbox].switch");
  const files = all("section.file").map((element) => ({
    element,
    sheets: all("section.sheet", element).map((sheet) => ({
      element: sheet,
      file: element.dataset.file,
      sheet: sheet.dataset.sheet,
      rows: all("tbody tr", sheet).map((row) => ({ element: row, text: null })),
    })),
  }));
  const listed = files.reduce((n, f) => n + f.sheets.reduce((m, s) => m + s.rows.length, 0), 0);
  const said = all("output span", form).map((span) => ({ span, pattern: span.textContent }));
  const number = new Intl.NumberFormat("en-US");

  const wanted = () => {
    const filter = {};
    for (const control of controls) filter[control.dataset.filter] = control.value;
    filter.text = filter.text.trim().toLowerCase();
    filter.severities = new Set(boxes.filter((b) => b.checked).map((b) => b.id.slice(5)));
    return filter;
  };
  const fits = (row, filter) => {
    const { rule, owner } = row.element.dataset;
    if (!filter.severities.has(row.element.className)) return false;
    if (filter.rule && filter.rule !== rule) return false;
    if (filter.owner && filter.owner !== owner) return false;
    if (!filter.text) return true;
    row.text ??= row.element.textContent.toLowerCase();
    return row.text.includes(filter.text);
  };
  const apply = () => {
    const filter = wanted();
    let shown = 0;
    for (const file of files) {
      let ofFile = 0;
      for (const sheet of file.sheets) {
        let ofSheet = 0;
        const open =
          (!filter.file || filter.file === sheet.file) &&
          (!filter.sheet || filter.sheet === sheet.sheet);
        for (const row of open ? sheet.rows : []) {
          const fit = fits(row, filter);
          if (row.element.hidden === fit) row.element.hidden = !fit;
          if (fit) ofSheet += 1;
        }
        sheet.element.hidden = !ofSheet;
        ofFile += ofSheet;
      }
      file.element.hidden = !ofFile;
      shown += ofFile;
    }
    for (const { span, pattern } of said) {
      span.textContent = pattern
        .replace("{shown}", number.format(shown))
        .replace("{listed}", number.format(listed));
    }
    document.querySelector(".nothing").hidden = shown > 0;
    form.classList.toggle("narrowed", shown < listed);
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  };
  for (const control of controls) {
    const typed = control.type === "search";
    control.addEventListener(typed ? "input" : "change", typed ? soon : apply);
  }
  for (const box of boxes) box.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector(".clear").addEventListener("click", () => {
    form.reset();
    for (const box of boxes) box.checked = true;
    apply();
  });

  // A bar of a chart is a shortcut to its filter.
  for (const name of all(".name[data-by]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name.className;
    button.append(...name.childNodes);
    button.addEventListener("click", () => {
      form.querySelector(`[data-filter=${name.dataset.by}]`).value = name.dataset.value;
      apply();
      document.getElementById("findings").scrollIntoView();
    });
    name.replaceWith(button);
  }
  // A link to a file must reach it though a filter has hidden it.
  for (const link of all(".files a")) {
    link.addEventListener("click", () => form.querySelector(".clear").click());
  }

  form.querySelector(".more").hidden = false;
  apply();
})();
