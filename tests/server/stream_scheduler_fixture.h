// Fixtures for tests of the stream scheduler: sounds, recorders of updates, and a gate before
// each prediction.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "command/prediction_json.h"
#include "model/random_model.h"
#include "server/stream_scheduler.h"
#include "vad/noises.h"

namespace emovox::server {

using StreamId = StreamScheduler::StreamId;
using Texts = std::vector<std::string>;

inline constexpr StreamStart kStart{
    .sample_rate = 16000, .encoding = SampleEncoding::f32le, .options = {}};
inline constexpr std::chrono::seconds kPatience{60};  // time limit; longer waits mean a defect

/// Two utterances in faint noise, 6 s.
inline vad::Sound conversation(std::uint64_t seed) {
  vad::Sound sound = vad::silence(0.6);
  vad::append(sound, vad::syllables(2.5, -25.0, seed));
  vad::append(sound, vad::silence(1.2));
  vad::append(sound, vad::syllables(1.3, -25.0, seed + 1));
  vad::append(sound, vad::silence(0.4));
  vad::add(sound, vad::white_noise(6.0, -60.0, seed + 2));
  return sound;
}

inline ServeOptions generous() {
  ServeOptions options;
  options.threads = 2;
  options.max_backlog = 1000.0;
  return options;
}

/// Records the updates of a stream, and waits for them.
class UpdateRecorder {
 public:
  struct Recorded {
    std::vector<TimedEvent> events;
    bool finished = false;
    std::optional<Refusal> refusal;
    std::string failure;
  };

  StreamScheduler::Callback callback() {
    return [kept = kept_](StreamUpdate update) {
      const std::lock_guard lock(kept->mutex);
      Recorded& recorded = kept->recorded;
      for (auto& timed : update.events) recorded.events.push_back(std::move(timed));
      recorded.finished = recorded.finished || update.finished;
      if (update.refusal) recorded.refusal = update.refusal;
      recorded.failure += update.failure;
      kept->changed.notify_all();
    };
  }

  template <class Condition>
  bool wait(const Condition& condition) {
    std::unique_lock lock(kept_->mutex);
    return kept_->changed.wait_for(lock, kPatience, [&] { return condition(kept_->recorded); });
  }
  bool wait_finished() {
    return wait([](const Recorded& recorded) { return recorded.finished || recorded.refusal; });
  }

  Recorded recorded() const {
    const std::lock_guard lock(kept_->mutex);
    return kept_->recorded;
  }
  /// Whether no callback to it is left.
  bool forgotten() const { return kept_.use_count() == 1; }

 private:
  struct Kept {
    std::mutex mutex;
    std::condition_variable changed;
    Recorded recorded;
  };
  std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
};

/// Predicts one round after another, each only when the test opens the gate.
class Gate {
 public:
  StreamScheduler::Predict predict() {
    return [this](std::span<Listener* const> listeners, std::size_t threads) {
      double seconds = 0.0;
      for (const Listener* listener : listeners) seconds += listener->due_seconds();
      std::unique_lock lock(mutex_);
      rounds_.push_back(seconds);
      changed_.notify_all();
      changed_.wait(lock, [&] { return open_ || rounds_.size() <= allowed_; });
      lock.unlock();
      predict_due(listeners, threads);
    };
  }

  /// Waits until the scheduler waits at the gate.
  bool wait_for_scheduler() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return rounds_.size() > allowed_; });
  }
  void let_one_through() {
    const std::lock_guard lock(mutex_);
    ++allowed_;
    changed_.notify_all();
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    allowed_ = rounds_.size();
    open_ = false;
  }
  /// Seconds of sound that each round predicted.
  std::vector<double> rounds() {
    const std::lock_guard lock(mutex_);
    return rounds_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<double> rounds_;
  std::size_t allowed_ = 0;
  bool open_ = false;
};

/// The model, metrics and options of a scheduler, and the expected events of its streams.
class StreamSchedulerTest : public testing::Test {
 protected:
  StreamId open(StreamScheduler& scheduler, UpdateRecorder& recorder,
                const StreamStart& start = kStart) {
    const auto opened = scheduler.open(start, recorder.callback());
    EXPECT_TRUE(std::holds_alternative<StreamId>(opened));
    return std::get<StreamId>(opened);
  }

  std::string text(const VoiceEvent& event) const {
    return command::to_json(event, model_.labels()).dump();
  }

  Texts texts(const std::vector<TimedEvent>& events) const {
    Texts all;
    for (const TimedEvent& timed : events) all.push_back(text(timed.event));
    return all;
  }

  /// The events of a separate listener.
  Texts alone(const vad::Sound& sound, const StreamStart& start = kStart) const {
    Listener listener = model_.open_listener(start.sample_rate, start.options);
    listener.push(sound);
    Texts all;
    while (const auto event = listener.finish()) all.push_back(text(*event));
    return all;
  }

  const Model model_ = model::load_random_model(model::small_info(), 21);
  Metrics metrics_;
};

}  // namespace emovox::server
