// Narrows the cases down; the page is whole without it.
(() => {
  const form = document.querySelector(".sift");
  if (!form) return;
  const controls = [...form.querySelectorAll("[data-sift]")];
  const cases = [...document.querySelectorAll(".case")].map((element) => ({ element, text: null }));
  const said = [...form.querySelectorAll("output span")].map((span) => ({ span, pattern: span.textContent }));
  const number = new Intl.NumberFormat("en-US");
  const fits = (one, filter) => {
    for (const by of ["owners", "files"]) {
      if (filter[by] && !one.element.dataset[by].split(" ").includes(filter[by])) return false;
    }
    if (!filter.text) return true;
    one.text ??= one.element.textContent.toLowerCase();
    return one.text.includes(filter.text);
  };
  const apply = () => {
    const filter = {};
    for (const control of controls) filter[control.dataset.sift] = control.value.trim().toLowerCase();
    let shown = 0;
    for (const one of cases) {
      const fit = fits(one, filter);
      if (one.element.hidden === fit) one.element.hidden = !fit;
      if (fit) shown += 1;
    }
    for (const { span, pattern } of said) {
      span.textContent = pattern.replace("{shown}", number.format(shown)).replace("{listed}", number.format(cases.length));
    }
  };
  for (const control of controls) control.addEventListener(control.type === "search" ? "input" : "change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector(".more").hidden = false;
  apply();
})();
