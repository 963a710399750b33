// Calibration inside a training fold: which network predicts which speakers, and resuming.
#include "training/inner_folds.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "corpus/make_manifest.h"
#include "expect_error.h"
#include "model/network.h"
#include "temporary_folder.h"
#include "training/dataset.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

TEST(InnerFolds, DivideOnlyTheTrainingSpeakers) {
  const corpus::Manifest manifest = corpus::manifest_of({3, 2, 4, 1, 2, 5});
  for (const corpus::Fold& outer : corpus::leave_one_speaker_out(manifest)) {
    std::vector<std::size_t> tested;
    const auto folds = inner_folds(manifest, outer.train, 3, 1);
    ASSERT_EQ(folds.size(), 3u);
    for (const corpus::Fold& fold : folds) {
      tested.insert(tested.end(), fold.test.begin(), fold.test.end());
      std::vector<std::size_t> both = fold.train;
      both.insert(both.end(), fold.test.begin(), fold.test.end());
      std::ranges::sort(both);
      EXPECT_EQ(both, outer.train);
    }
    EXPECT_NO_THROW(corpus::check_speaker_disjoint(manifest, folds));
    std::ranges::sort(tested);
    EXPECT_EQ(tested, outer.train);
  }
}

TEST(CalibrationPlan, IsCheckedBeforeAnythingIsTrained) {
  const corpus::Manifest manifest = corpus::manifest_of({3, 2, 4});
  const auto folds = corpus::leave_one_speaker_out(manifest);
  EXPECT_NO_THROW(check_plan({}, manifest, folds));
  EXPECT_NO_THROW(check_plan({.folds = 2}, manifest, folds));
  EXPECT_ERROR(check_plan({.folds = 1}, manifest, folds), invalid_argument, "1 inner folds");
  EXPECT_ERROR(check_plan({.folds = -1}, manifest, folds), invalid_argument, "-1 inner folds");
  EXPECT_ERROR(check_plan({.folds = 3}, manifest, folds), invalid_argument,
               "fold 's0' trains on 2 speakers");
  EXPECT_ERROR(check_plan({.folds = 2, .accuracy = 1.1}, manifest, folds), invalid_argument,
               "a wanted accuracy of 1.1");
}

class CalibrateWithin : public ::testing::Test {
 protected:
  CalibrateWithin() {
    manifest_ = corpus::manifest_of({4, 4, 4, 4});
    job_.utterances = corpus::leave_one_speaker_out(manifest_)[0].train;
  }

  evaluation::Calibration calibrate(const fs::path& model) {
    return calibrate_within(manifest_, dataset_, recipe_, job_, {.folds = 3, .accuracy = 0.75},
                            model, [&](std::size_t inner, const EpochReport& epoch, bool finished) {
                              seen_.push_back({inner, epoch.epoch, finished});
                            });
  }

  struct Seen {
    std::size_t inner;
    int epoch;
    bool finished;
    bool operator==(const Seen&) const = default;
  };

  corpus::Manifest manifest_;
  Dataset dataset_ = small_dataset(2, 16, 1);
  Recipe recipe_ = small_recipe();
  TrainingJob job_;
  test::TemporaryFolder folder_;
  std::vector<Seen> seen_;
};

/// A second, simple implementation: three trainings and their concatenated posteriors.
TEST_F(CalibrateWithin, UsesTheHeldOutPosteriors) {
  dataset_.windows[6] = {dataset_.features[0], dataset_.features[5]};  // a long utterance
  const auto found = calibrate(folder_.path() / "m.safetensors");
  std::vector<evaluation::LabelledPosterior> posteriors;
  for (const corpus::Fold& fold : inner_folds(manifest_, job_.utterances, 3, job_.seed)) {
    TrainingJob job;
    job.utterances = fold.train;
    const Network network(fit(dataset_, recipe_, job));
    for (const std::size_t i : fold.test) {
      const auto p = predict_utterances(network, dataset_, {i}, 1).front();
      posteriors.push_back({{p.begin(), p.end()}, dataset_.targets[i]});
    }
  }
  EXPECT_EQ(posteriors.size(), 12u);
  const auto expected = evaluation::calibrate(posteriors, 0.75);
  EXPECT_EQ(found.temperature, expected.temperature);
  EXPECT_EQ(found.abstain_below, expected.abstain_below);
}

TEST_F(CalibrateWithin, ResumesAfterAStop) {
  const fs::path model = folder_.path() / "m.safetensors";
  const auto first = calibrate(model);
  EXPECT_EQ(seen_.size(), 6u);
  EXPECT_EQ(seen_[1], (Seen{1, 2, false}));
  seen_.clear();
  ASSERT_TRUE(fs::remove(folder_.path() / "m.inner-2.safetensors"));
  const auto again = calibrate(model);
  EXPECT_EQ(again.temperature, first.temperature);
  EXPECT_EQ(again.abstain_below, first.abstain_below);
  EXPECT_EQ(seen_, (std::vector<Seen>{{1, 2, true}, {2, 1, false}, {2, 2, false}, {3, 2, true}}));
  remove_inner_models(model, {.folds = 3});
  EXPECT_THAT(std::vector<fs::path>(fs::directory_iterator(folder_.path()), {}), IsEmpty());
}

TEST_F(CalibrateWithin, NamesTheFileThatCannotBeReached) {
  const fs::path loop = folder_.path() / "m.inner-1.safetensors";
  fs::create_symlink(loop, loop);
  EXPECT_ERROR(calibrate(folder_.path() / "m.safetensors"), io, loop.string());
}

TEST_F(CalibrateWithin, NamesTheFileThatCannotBeRemoved) {
  const fs::path model = folder_.path() / "m.safetensors";
  const fs::path folder = folder_.path() / "m.inner-1.safetensors";
  fs::create_directories(folder / "something of the user's");
  EXPECT_ERROR(remove_inner_models(model, {.folds = 3}), io, folder.string());
}

}  // namespace
}  // namespace emovox::training
