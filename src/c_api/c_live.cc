// The C API's streams and listeners: one voice that arrives in pieces.
#include <optional>
#include <utility>

#include "c_api/handles.h"

namespace {

using emovox::c_api::give;
using emovox::c_api::guarded;
using emovox::c_api::read_options;
using emovox::c_api::require;
using emovox::c_api::to_span;

emovox_prediction* to_handle(std::optional<emovox::Prediction> prediction) {
  return prediction ? new emovox_prediction{std::move(*prediction)} : nullptr;
}

emovox_event* to_handle(std::optional<emovox::VoiceEvent> event) {
  if (!event) return nullptr;
  emovox_prediction prediction{std::move(event->prediction)};
  return new emovox_event{std::move(*event), std::move(prediction)};
}

}  // namespace

emovox_status emovox_stream_open(const emovox_model* model, int sample_rate,
                                 const emovox_options* options, emovox_stream** stream) {
  return give(stream, [&] {
    return new emovox_stream{
        require(model, "model")
            .model.open_stream(sample_rate, read_options<emovox::StreamOptions>(options))};
  });
}

void emovox_stream_free(emovox_stream* stream) { delete stream; }

emovox_status emovox_stream_push(emovox_stream* stream, const float* samples, size_t sample_count) {
  return guarded([&] { require(stream, "stream").stream.push(to_span(samples, sample_count)); });
}

emovox_status emovox_stream_poll(emovox_stream* stream, emovox_prediction** prediction) {
  return give(prediction, [&] { return to_handle(require(stream, "stream").stream.poll()); });
}

emovox_status emovox_stream_finish(emovox_stream* stream, emovox_prediction** prediction) {
  return give(prediction, [&] { return to_handle(require(stream, "stream").stream.finish()); });
}

emovox_status emovox_stream_reset(emovox_stream* stream) {
  return guarded([&] { require(stream, "stream").stream.reset(); });
}

emovox_status emovox_listener_open(const emovox_model* model, int sample_rate,
                                   const emovox_options* options, emovox_listener** listener) {
  return give(listener, [&] {
    return new emovox_listener{
        require(model, "model")
            .model.open_listener(sample_rate, read_options<emovox::ListenOptions>(options))};
  });
}

void emovox_listener_free(emovox_listener* listener) { delete listener; }

emovox_status emovox_listener_push(emovox_listener* listener, const float* samples,
                                   size_t sample_count) {
  return guarded(
      [&] { require(listener, "listener").listener.push(to_span(samples, sample_count)); });
}

emovox_status emovox_listener_poll(emovox_listener* listener, emovox_event** event) {
  return give(event, [&] { return to_handle(require(listener, "listener").listener.poll()); });
}

emovox_status emovox_listener_finish(emovox_listener* listener, emovox_event** event) {
  return give(event, [&] { return to_handle(require(listener, "listener").listener.finish()); });
}

emovox_status emovox_listener_reset(emovox_listener* listener) {
  return guarded([&] { require(listener, "listener").listener.reset(); });
}

void emovox_event_free(emovox_event* event) { delete event; }

emovox_event_kind emovox_event_get_kind(const emovox_event* event) {
  return event ? static_cast<emovox_event_kind>(event->event.kind) : EMOVOX_UTTERANCE_START;
}

size_t emovox_event_utterance(const emovox_event* event) {
  return event ? event->event.utterance : 0;
}

double emovox_event_start(const emovox_event* event) { return event ? event->event.start : 0.0; }

double emovox_event_end(const emovox_event* event) { return event ? event->event.end : 0.0; }

const emovox_prediction* emovox_event_prediction(const emovox_event* event) {
  const bool has_one = event && event->event.kind != emovox::VoiceEventKind::utterance_start;
  return has_one ? &event->prediction : nullptr;
}
