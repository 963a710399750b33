// The state of the page, its display, and the actions of the controls.

import { Announcer, sentenceOf } from './announcements.js';
import { installDrop } from './drop.js';
import { soundOf } from './file_sound.js';
import { theme } from './ink.js';
import { NowPanel } from './now_panel.js';
import { levelOf, meterShare } from './pcm.js';
import { Player } from './player.js';
import { Recording } from './recording.js';
import { save } from './save.js';
import { fileName, toCsv, toJson } from './segment_files.js';
import { SegmentTable } from './segment_table.js';
import { fetchModel, predictFile } from './server.js';
import { installShortcuts } from './shortcuts.js';
import { Sound } from './sound.js';
import { recordOfFile, SpeechRecord } from './speech_record.js';
import { Timeline } from './timeline.js';
import { followingView, turningView, wholeView } from './timeline_geometry.js';
import { clock } from './times.js';
import { indexOf, replayPrediction, livePrediction, rowAt, rowTitle } from './shown_prediction.js';
import { fileProblem, kUnplayable, kUnreachable, placeNote } from './words.js';

const ui = Object.fromEntries([...document.querySelectorAll('[id]')].map((node) =>
  [node.id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), node]));

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const state = {
  phase: 'idle',  // of Recording; or idle, predicting
  token: '', model: { name: '', labels: [] }, labels: [],
  record: null, sound: null,
  cursor: 0, chosen: null, moved: false,  // the mark; the row; whether the mark was moved off its start
  recording: null, began: false, predicting: null, level: -60,  // dB of full scale
};

const panel = new NowPanel({ ...ui, panel: ui.now });
const table = new SegmentTable(ui.rows, replay);
const player = new Player(() => render());
const timeline = new Timeline(ui.timeline, { onSeek: seek, onPlay: togglePlay, describe: describeAt });
let announcer = new Announcer();

// ---- Display -----------------------------------------------------------------------------------

const live = () => state.phase === 'live' || state.phase === 'finishing';
const busy = () => state.phase !== 'idle';
const now = () => (live() ? state.sound?.duration ?? 0
  : Math.max(state.record?.duration ?? 0, state.sound?.duration ?? 0));

function render() {
  renderControls();
  renderPrediction();
  const heard = state.record !== null;
  ui.timelineCard.hidden = ui.segmentsCard.hidden = !heard;
  if (!heard) return;
  renderTimeline();
  renderTable();
  markRow();
}

// Draws what changes at every frame. The table changes only with new predictions.
function renderMotion() {
  renderControls();
  renderPrediction();
  renderTimeline();
  markRow();
}

function renderControls() {
  const { phase } = state;
  const words = { idle: 'Record', asking: 'Cancel', connecting: 'Cancel', live: 'Stop', finishing: 'Finishing…',
    predicting: 'Cancel' };
  if (ui.recordWord.textContent !== words[phase]) ui.recordWord.textContent = words[phase];
  ui.record.dataset.state = phase;
  ui.record.disabled = phase === 'finishing';
  ui.choose.disabled = busy();
  ui.gauge.hidden = !live();
  ui.hint.hidden = live();
  ui.time.textContent = clock(now());
  ui.level.ariaValueNow = Math.round(state.level);
  ui.level.ariaValueText = `${Math.round(state.level)} decibels`;
  ui.levelBar.style.setProperty('--share', meterShare(state.level));
}

function renderPrediction() {
  const { phase, record, chosen } = state;
  const title = record && chosen && phase === 'idle' ? rowTitle(chosen) : 'Now';
  if (ui.nowTitle.textContent !== title) ui.nowTitle.textContent = title;
  if (phase === 'asking' || phase === 'connecting' || phase === 'predicting') return panel.showState(phase);
  if (!record) return panel.showState('idle');
  const moving = player.playing || state.moved;
  const shown = live() ? livePrediction(record, now()) : replayPrediction(record, { ...state, moving });
  if (!shown.prediction) return panel.showState(shown.state);
  const { start, end } = shown.prediction;
  panel.show(shown.prediction, `Heard from ${clock(start)} to ${clock(end)}.`);
}

function renderTimeline() {
  const span = ui.timeline.clientWidth < 500 ? 10 : 20;  // seconds
  if (live()) timeline.view = (calm.matches ? turningView : followingView)(now(), span);
  const { record, sound, cursor, chosen } = state;
  timeline.show({ record, sound, cursor, now: now(), live: live(), colours: panel.colours,
    chosen: live() || !chosen ? null : { start: chosen.start, end: chosen.end ?? now() } });
  ui.playhead.textContent = live() ? '' : `${clock(cursor)} of ${clock(now())}`;
  ui.play.textContent = player.playing ? 'Pause' : 'Play';
  ui.play.disabled = live() || !sound;
  for (const button of [ui.closer, ui.wider, ui.all]) button.disabled = live();
}

function renderTable() {
  const rows = state.record.rows();
  table.show(rows, state.labels, theme(), !live() && state.sound !== null);
  ui.segments.hidden = rows.length === 0;
  ui.noRows.hidden = rows.length > 0;
  ui.noRows.textContent = live() ? 'No speech yet.' : 'No speech was found.';
  ui.saveJson.disabled = ui.saveCsv.disabled = live() || rows.length === 0;
}

function markRow() {
  table.mark(live() ? -1 : indexOf(state.record.rows(), state.chosen));
}

function useLabels(labels) {
  state.labels = labels;
  panel.setLabels(labels, theme());
}

function describeAt(time) {
  return sentenceOf(replayPrediction(state.record, { ...state, cursor: time, moving: true }).prediction);
}

function say(text) {
  if (text) ui.spoken.textContent = text;
}

function tell(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

// Draws while something moves: at every frame, or four times a second with reduced motion.
let lastFrame = 0;
function animate(clockNow) {
  if (!live() && !player.playing) return;
  if (!calm.matches || clockNow - lastFrame >= 250) {
    lastFrame = clockNow;
    if (player.playing) follow();
    renderMotion();
  }
  requestAnimationFrame(animate);
}

// ---- Recording ---------------------------------------------------------------------------------

function toggleRecording() {
  if (state.predicting) return state.predicting.abort();
  if (state.recording) return state.recording.stop();
  player.stop();
  tell(ui.soundProblem, '');
  tell(ui.replayProblem, '');
  state.began = false;
  state.recording = new Recording({
    onPhase: (phase) => {
      state.phase = phase === 'over' ? 'idle' : phase;
      render();
    },
    onStart: startRecord,
    onSamples: (samples) => {
      state.sound.append(samples);
      state.level = Math.max(levelOf(samples), state.level - 2);  // falls slower than it rises
    },
    onMessage: hear,
    onWarning: (text) => tell(ui.soundProblem, text),
    onOver: finishRecord,
  });
  state.recording.start({ page: location.href, token: state.token });
}

function startRecord(sampleRate) {
  Object.assign(state, { record: new SpeechRecord('microphone', 'microphone'), sound: new Sound(sampleRate),
    cursor: 0, chosen: null, moved: false, level: -60, began: true });
  announcer = new Announcer();
  requestAnimationFrame(animate);
}

function hear(message) {
  state.record.apply(message);
  if (message.type === 'started') useLabels(message.labels);
  const shown = livePrediction(state.record, now());
  if (shown.state !== 'voice') say(announcer.next(shown.prediction, now()));
  render();
}

function finishRecord(problem) {
  state.recording = null;
  if (problem) tell(ui.soundProblem, problem);
  if (state.began) {
    state.record.close(state.sound.duration);
    timeline.view = wholeView(now());
    choose(state.record.rows().at(-1) ?? null);
  }
  render();
}

// ---- Files -------------------------------------------------------------------------------------

async function openFile(file) {
  if (busy()) return;
  player.stop();
  tell(ui.soundProblem, '');
  tell(ui.replayProblem, '');
  state.phase = 'predicting';
  state.predicting = new AbortController();
  render();
  try {
    const [answer, sound] = await Promise.all(
      [predictFile(file, state.token, state.predicting.signal), soundOf(file)]);
    showFile(recordOfFile(file.name, answer, state.model), sound);
  } catch (error) {
    refuse(file, error);
  }
  state.predicting = null;
  state.phase = 'idle';
  render();
}

function showFile(record, sound) {
  Object.assign(state, { record, sound, phase: 'idle' });
  useLabels(record.labels);
  timeline.view = wholeView(now());
  choose(record.rows()[0]);
  tell(ui.replayProblem, sound ? '' : kUnplayable);
  say(`${record.name}: ${sentenceOf(record.utterances[0].whole)}`);
}

function refuse(file, error) {
  if (error.name === 'AbortError') return;
  if (error.status === 401) askForToken();
  else if (error.status === 0) tell(ui.soundProblem, kUnreachable);
  else tell(ui.soundProblem, fileProblem(file.name, error.status ?? 'no answer', error.message));
}

// ---- Replay ------------------------------------------------------------------------------------

function choose(row) {
  Object.assign(state, { chosen: row, cursor: row?.start ?? 0, moved: false });
}

function seek(time) {
  Object.assign(state, { cursor: time, moved: true, chosen: rowAt(state.record, time, null) });
  timeline.reveal(time, time);
  if (player.playing) play();
  render();
}

function replay(row) {
  choose(row);
  timeline.reveal(row.start, Math.min(row.end ?? now(), row.start + timeline.view.span));
  play();
}

async function play() {
  if (!state.sound || live()) return;
  if (state.cursor >= state.sound.duration - 0.05) seek(0);
  const sounding = player.play(state.sound, state.cursor);
  requestAnimationFrame(animate);
  await sounding.catch((error) => tell(ui.replayProblem, `The sound cannot be played (${error.message}).`));
  render();
}

function togglePlay() {
  if (!state.record || ui.play.disabled) return;
  if (player.playing) player.stop();
  else play();
  render();
}

// During replay the cursor follows the sound, and the chosen row follows the cursor.
function follow() {
  state.cursor = player.time;
  state.chosen = rowAt(state.record, state.cursor, state.chosen);
  timeline.reveal(state.cursor, state.cursor);
}

function step(by) {
  if (!state.record || live()) return;
  const rows = state.record.rows();
  const row = rows[Math.min(rows.length - 1, Math.max(0, indexOf(rows, state.chosen) + by))];
  if (row) replay(row);
}

// ---- The server --------------------------------------------------------------------------------

async function meetServer() {
  try {
    state.model = await fetchModel(state.token);
    ui.model.textContent = state.model.name;
    ui.access.hidden = true;
    if (!state.record && state.model.labels.length > 0) useLabels(state.model.labels);
  } catch (error) {
    if (error.status === 401) askForToken();
    else tell(ui.soundProblem, kUnreachable);
  }
  render();
}

function askForToken() {
  ui.access.hidden = false;
  if (state.token) tell(ui.soundProblem, 'The server did not accept this access token.');
  ui.token.focus();
}

// ---- Controls ----------------------------------------------------------------------------------

function saveAs(ending, type, write) {
  if (state.record && !ui.saveJson.disabled) save(fileName(state.record, ending), type, write(state.record));
}

ui.record.addEventListener('click', toggleRecording);
ui.choose.addEventListener('click', () => ui.file.click());
ui.file.addEventListener('change', () => {
  const [file] = ui.file.files;
  ui.file.value = '';  // so that the same file can be chosen again
  if (file) openFile(file);
});
ui.play.addEventListener('click', togglePlay);
ui.closer.addEventListener('click', () => timeline.zoom(0.5));
ui.wider.addEventListener('click', () => timeline.zoom(2));
ui.all.addEventListener('click', () => timeline.showAll());
ui.saveJson.addEventListener('click', () => saveAs('json', 'application/json', toJson));
ui.saveCsv.addEventListener('click', () => saveAs('csv', 'text/csv', toCsv));
ui.keys.addEventListener('click', () => ui.shortcuts.showModal());
ui.access.addEventListener('submit', (event) => {
  event.preventDefault();
  state.token = ui.token.value;
  tell(ui.soundProblem, '');
  meetServer();
});
installDrop(ui.drop, openFile);
installShortcuts({
  checkbox: ui.singleKeys,
  dialog: ui.shortcuts,
  actions: {
    record: () => ui.record.click(), choose: () => ui.choose.click(), play: togglePlay,
    next: () => step(1), before: () => step(-1), closer: () => timeline.zoom(0.5),
    wider: () => timeline.zoom(2), all: () => timeline.showAll(), keys: () => ui.shortcuts.showModal(),
  },
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  timeline.refreshInk();
  useLabels(state.labels);
  render();
});

ui.place.textContent = placeNote(location.hostname);
render();
meetServer();
