// The current prediction in one word, and a bar for each emotion, which is also the legend of the colours.

import { colourTable, percent, titleOf } from './emotions.js';

const kStates = {
  idle: ['Ready', 'Press Record and speak, or choose a recording.'],
  asking: ['Waiting', 'The browser asks whether it may use the microphone.'],
  connecting: ['Connecting', 'Waiting for the server.'],
  predicting: ['Predicting', 'The server processes the whole file.'],
  voice: ['Listening', 'Somebody speaks. The first prediction needs up to three seconds of speech.'],
  quiet: ['No speech', 'Silence is no emotion.'],
  silent: ['Too quiet', 'Too quiet for a prediction.'],
  too_short: ['Too short', 'Too short for a prediction.'],
};

export class NowPanel {
  #items = new Map();

  constructor({ panel, label, detail, bars }) {
    Object.assign(this, { panel, label, detail, bars });
  }

  setLabels(labels, theme) {
    const colours = colourTable(labels, theme);
    this.#items.clear();
    this.bars.replaceChildren(...labels.map((label) => {
      const item = document.createElement('li');
      item.style.setProperty('--tone', colours.get(label));
      const [name, track, value] = ['name', 'track', 'value'].map((kind) => {
        const part = document.createElement('span');
        part.className = kind;
        return part;
      });
      name.textContent = titleOf(label);
      value.textContent = '–';
      track.append(document.createElement('i'));
      item.append(name, track, value);
      this.#items.set(label, item);
      return item;
    }));
    this.colours = colours;
  }

  /// Shows one of kStates: there is no prediction.
  showState(state) {
    const [word, detail] = kStates[state] ?? kStates.silent;
    this.#write(state, word, detail);
    this.panel.style.removeProperty('--tone');
    this.#fill({});
  }

  /// Shows a prediction and the times that it covers.
  show(prediction, of) {
    if (prediction.state !== 'ok') return this.showState(prediction.state);
    const { label, confidence, uncertain } = prediction;
    const sure = percent(confidence);
    if (uncertain) this.#write('uncertain', 'Uncertain', `Perhaps ${label}, ${sure}. ${of}`);
    else this.#write('ok', titleOf(label), `Probability ${sure}. ${of}`);
    this.panel.style.setProperty('--tone', this.colours.get(label) ?? 'transparent');
    this.#fill(prediction.probabilities, label);
  }

  #write(state, word, detail) {
    this.label.dataset.state = state;
    if (this.label.textContent !== word) this.label.textContent = word;
    if (this.detail.textContent !== detail) this.detail.textContent = detail;
  }

  #fill(probabilities, first) {
    for (const [label, item] of this.#items) {
      const share = probabilities[label];
      item.classList.toggle('first', label === first);
      item.style.setProperty('--share', share ?? 0);
      item.lastChild.textContent = share === undefined ? '–' : percent(share);
    }
  }
}
