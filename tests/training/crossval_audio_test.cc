// emovox crossval, end to end: reading of recordings, long recordings, and files of
// the run folder that the file system refuses.
#include <gmock/gmock.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "emovox/model.h"
#include "evaluation/chosen_utterances.h"
#include "evaluation/predictions.h"
#include "training/corpus_place.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Counts how often each file of a folder is opened, by any process.
class OpenCounter {
 public:
  explicit OpenCounter(const fs::path& folder) : descriptor_(inotify_init1(IN_NONBLOCK)) {
    EXPECT_GE(inotify_add_watch(descriptor_, folder.c_str(), IN_OPEN), 0);
  }
  OpenCounter(const OpenCounter&) = delete;
  OpenCounter& operator=(const OpenCounter&) = delete;
  ~OpenCounter() { ::close(descriptor_); }

  std::map<std::string, int> counts() const {
    std::map<std::string, int> counts;
    alignas(inotify_event) std::array<char, 1 << 16> events{};
    for (;;) {
      const ssize_t size = ::read(descriptor_, events.data(), events.size());
      if (size <= 0) return counts;
      for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
        const auto* event = reinterpret_cast<const inotify_event*>(events.data() + at);
        if (event->len > 0 && (event->mask & IN_ISDIR) == 0) ++counts[event->name];
        at += sizeof(inotify_event) + event->len;
      }
    }
  }

 private:
  int descriptor_;
};

class CrossvalAudio : public WithCorpus {
 protected:
  /// Voices of both kinds one after another, with quiet between them.
  std::vector<float> long_voice(double seconds) const {
    std::vector<float> samples;
    for (std::size_t n = 0; static_cast<double>(samples.size()) < seconds * 16000; ++n) {
      const Audio voice = training::class_voice(n % 2, 40 + n);
      samples.insert(samples.end(), voice.samples.begin(), voice.samples.end());
      samples.resize(samples.size() + (n % 5 == 4 ? 64000 : 8000));  // 4 s or 0.5 s
    }
    samples.resize(static_cast<std::size_t>(seconds * 16000));
    return samples;
  }
};

TEST_F(CrossvalAudio, OpensEveryRecordingOnceAndIllustratedOnesTwice) {
  const OpenCounter opens(place_.path("audio"));
  ASSERT_EQ(crossval({"--seeds", "2", "--calibration-folds", "2"}).status, 0);
  std::map<std::string, int> expected;
  for (int i = 0; i < 12; ++i) expected[std::to_string(i) + ".wav"] = 1;
  const auto table = evaluation::read_predictions(place_.path("run/predictions.csv"));
  for (const auto& row : evaluation::choose_utterances(table)) {
    ++expected[fs::path(row.file).filename().string()];
  }
  EXPECT_EQ(opens.counts(), expected);
}

TEST_F(CrossvalAudio, LongRecordingsArePredictedAsByModelPredict) {
  place_.write("audio/3.wav", wav_float(long_voice(31.05)));
  place_.write("audio/8.wav", wav_float(long_voice(36.4)));
  for (const char* trim : {"0", "30"}) {
    SCOPED_TRACE(trim);
    fs::remove_all(place_.path("run"));
    const Outcome run = crossval({"--trim-db", trim});
    ASSERT_EQ(run.status, 0) << run.err;
    const auto table = evaluation::read_predictions(place_.path("run/predictions.csv"));
    for (const auto& [file, fold] : {std::pair("audio/3.wav", "1"), {"audio/8.wav", "3"}}) {
      const Model model = Model::load(
          place_.path("run/checkpoints/seed-1-fold-" + std::string(fold) + ".safetensors"));
      const Prediction expected = model.predict(load_audio(place_.path(file)));
      const auto row = std::ranges::find(table.rows, file, &evaluation::PredictionRow::file);
      ASSERT_NE(row, table.rows.end());
      EXPECT_EQ(row->predicted, expected.label);
      EXPECT_NEAR(row->probabilities[0], expected.probabilities[0], 1e-6);
    }
    EXPECT_THAT(place_.read("run/report.html"),
                ::testing::Not(HasSubstr("the fold's model predicts")));
  }
}

TEST_F(CrossvalAudio, RefusesALongSilentRecording) {
  std::vector<float> clicks(16000 * 40);  // silence, but for two clicks
  clicks[16000 * 5] = clicks[16000 * 30] = 0.5f;
  place_.write("audio/3.wav", wav_float(clicks));
  const Outcome run = crossval({"--trim-db", "30"});
  EXPECT_EQ(run.status, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("audio/3.wav"));
  EXPECT_FALSE(fs::exists(place_.path("run")));
}

TEST_F(CrossvalAudio, NamesTheFileOfTheRunThatCannotBeReached) {
  choose_blas_beforehand();
  ASSERT_EQ(crossval().status, 0);
  const std::string state = "run/checkpoints/seed-1-fold-2.state";
  fs::create_directories(place_.path(state + "/something"));
  expect_one_line(crossval(), 3, state);
  fs::remove_all(place_.path(state));
  const fs::path model = place_.path("run/checkpoints/seed-1-fold-3.safetensors");
  fs::remove(model);
  fs::create_symlink(model, model);
  expect_one_line(crossval(), 3, "seed-1-fold-3.safetensors");
}

TEST_F(CrossvalAudio, NamesTheCheckpointThatCannotBeReached) {
  choose_blas_beforehand();
  place_.write("m.safetensors.state/something", "of the user's");
  const Outcome trained =
      place_.run(with_recipe({"train", "corpus.csv", "-o", "m.safetensors", "--epochs", "1"}));
  expect_one_line(trained, 3, "m.safetensors.state");
  const fs::path state = place_.path("m.safetensors.state");
  fs::remove_all(state);
  fs::create_symlink(state, state);
  expect_one_line(
      place_.run(with_recipe({"train", "corpus.csv", "-o", "m.safetensors", "--epochs", "1"})), 3,
      "m.safetensors.state");
}

}  // namespace
}  // namespace emovox::testing
