"use strict";
for (const figure of document.querySelectorAll("figure.line")) {
  const data = JSON.parse(figure.querySelector(".line-data").textContent);
  const slider = figure.querySelector("input[type=range]");
  const button = figure.querySelector("button");
  const last = data.weeks.length - 1;
  const words = (value) => {
    const whole = Math.abs(value - Math.round(value)) < 0.05;
    const digits = whole || value >= 100 ? 0 : 1;
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };
  const put = (within, name, text) => {
    for (const part of within.querySelectorAll(name)) part.textContent = text;
  };
  const show = (week) => {
    const quarter = data.quarter[week];
    put(figure, "[data-now=week]", week + 1);
    put(figure, "[data-now=quarter]", quarter + 1);
    put(figure, "[data-now=booked], [data-booked]", data.booked[week]);
    slider.setAttribute("aria-valuetext", `week ${week + 1}, quarter ${quarter + 1}`);
    data.machines.forEach((machine, at) => {
      const within = figure.querySelector(`[data-machine="${at}"]`);
      const full = Number(within.querySelector(".track").getAttribute("width"));
      const bar = (name, share) => {
        for (const part of within.querySelectorAll(`[data-v=${name}]`)) {
          part.setAttribute("width", (full * Math.min(1, share)).toFixed(1));
        }
      };
      bar("load", machine.load[quarter] || 0);
      bar("wip", machine.wip[week] / machine.most);
      bar("waiting", machine.waiting[week] / machine.most);
      put(within, "[data-v=words]", machine.words[quarter]);
      for (const name of ["wip", "waiting", "age", "came", "left"]) put(within, `[data-t=${name}]`, words(machine[name][week]));
      put(within, "[data-t=ended]", words(machine.ended[quarter]));
      put(within, "[data-t=trend]", data.trends[machine.trend[week]]);
    });
    data.flows.forEach((rates, at) => {
      put(figure, `[data-rate="${at}"]`, words(rates[quarter]));
      const arrow = figure.querySelector(`[data-flow="${at}"]`);
      arrow.setAttribute("stroke-width", data.widths[at][quarter].toFixed(1));
      put(arrow, "title", `${words(rates[quarter])} a week`);
    });
    for (const cursor of figure.querySelectorAll(".cursor")) {
      cursor.setAttribute("transform", `translate(${((week - last) / Math.max(1, last)) * 230} 0)`);
    }
  };
  let playing = 0;
  const stop = () => {
    clearInterval(playing);
    playing = 0;
    button.textContent = "Play";
  };
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  button.addEventListener("click", () => {
    if (playing) { stop(); return; }
    if (Number(slider.value) >= last) slider.value = 0;
    button.textContent = "Stop";
    show(Number(slider.value));
    playing = setInterval(() => {
      slider.value = Number(slider.value) + 1;
      show(Number(slider.value));
      if (Number(slider.value) >= last) stop();
    }, 250);
  });
  figure.querySelector(".slider").hidden = false;
  show(Number(slider.value));
}
