// One training: it learns, it uses only its utterances, and it is reproducible.
#include "training/fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "expect_error.h"
#include "model/network.h"
#include "temporary_folder.h"
#include "training/small_corpus.h"
#include "training/validation.h"

namespace emovox::training {
namespace {

using Bytes = std::vector<std::byte>;

TrainingJob job_on(std::vector<std::size_t> utterances, std::uint64_t seed = 1) {
  TrainingJob job;
  job.utterances = std::move(utterances);
  job.seed = seed;
  return job;
}

const Dataset& eight_clips() {
  static const Dataset clips = small_dataset(4, 8, 1);
  return clips;
}

Bytes model_bytes(const Recipe& recipe, const TrainingJob& job) {
  return model::serialise(fit(eight_clips(), recipe, job));
}

std::size_t count_right(const model::ModelFile& file, const Dataset& dataset,
                        const std::vector<std::size_t>& utterances) {
  const Network network(file);
  return static_cast<std::size_t>(std::ranges::count_if(utterances, [&](std::size_t i) {
    const auto p = network.forward(dataset.features[i]).probabilities;
    const auto best = std::max_element(p.begin(), p.end()) - p.begin();
    return static_cast<std::size_t>(best) == dataset.targets[i];
  }));
}

TEST(Fit, OverfitsEightClips) {
  Recipe recipe = small_recipe();
  recipe.training.epochs = 30;
  TrainingJob job = job_on(range(0, 8));
  std::vector<EpochReport> reports;
  job.on_epoch = [&](const EpochReport& report) { reports.push_back(report); };
  EXPECT_EQ(count_right(fit(eight_clips(), recipe, job), eight_clips(), range(0, 8)), 8u);
  ASSERT_EQ(reports.size(), 30u);
  EXPECT_EQ(reports.front().epoch, 1);
  EXPECT_EQ(reports.back().epochs, 30);
  EXPECT_LT(reports.back().loss, 0.2 * reports.front().loss);
  EXPECT_DOUBLE_EQ(reports.back().accuracy, 1.0);
}

TEST(Fit, GeneralisesToHeldOutSpeakers) {
  const Dataset dataset = small_dataset(4, 40, 1);
  Recipe recipe = small_recipe();
  recipe.training.epochs = 20;
  const auto file = fit(dataset, recipe, job_on(range(0, 24)));
  EXPECT_GE(count_right(file, dataset, range(24, 40)), 14u);
}

TEST(Fit, ShuffledLabelsGiveChanceOnHeldOutSpeakers) {
  Dataset dataset = small_dataset(4, 88, 1);
  std::mt19937_64 random(5);
  for (std::size_t& target : dataset.targets) target = random() % 4;
  Recipe recipe = small_recipe();
  recipe.network.hidden_size = 8;
  recipe.training.epochs = 80;
  const auto file = fit(dataset, recipe, job_on(range(0, 24)));
  EXPECT_GE(count_right(file, dataset, range(0, 24)), 20u);  // the training set is overfitted
  // The other 64 labels are independent of everything that was learned: binomial, mean 16,
  // standard deviation 3.5. More than four standard deviations, once in 10,000, mean a leak.
  const std::size_t right = count_right(file, dataset, range(24, 88));
  EXPECT_GE(right, 2u);
  EXPECT_LE(right, 30u);
}

TEST(Fit, TheSameSeedGivesTheSameBytesWithAnyNumberOfThreads) {
  Recipe recipe = small_recipe();
  recipe.training.dropout_rate = 0.3;
  recipe.training.input_noise = 0.1;
  TrainingJob job = job_on(range(0, 8));
  const Bytes alone = model_bytes(recipe, job);
  job.threads = 4;
  EXPECT_EQ(model_bytes(recipe, job), alone);
  EXPECT_NE(model_bytes(recipe, job_on(range(0, 8), 2)), alone);
}

TEST(Fit, CallsThreadsNowBeforeEveryBatch) {
  TrainingJob job = job_on(range(0, 8));
  const Bytes alone = model_bytes(small_recipe(), job);
  std::size_t asked = 0;
  job.threads_now = [&] { return 1 + asked++ % 4; };
  EXPECT_EQ(model_bytes(small_recipe(), job), alone);
  EXPECT_EQ(asked, 4u);  // two epochs of two batches
}

/// Nothing is learned after the first epoch, so no epoch is better.
void stop_early(TrainingOptions& options) {
  options.held_out_speakers = 1;
  options.patience = 1;
}

void shrink_more(TrainingOptions& options) {
  options.discriminant_share = 0.5;
  options.discriminant_shrinkage = 0.9;
}

TEST(Fit, EveryTrainingOptionHasAnEffect) {
  using Change = void (*)(TrainingOptions&);
  const std::map<std::string, Change> changes = {
      {"epochs", [](TrainingOptions& o) { o.epochs = 3; }},
      {"batch_size", [](TrainingOptions& o) { o.batch_size = 5; }},
      {"learning_rate", [](TrainingOptions& o) { o.learning_rate = 2e-2; }},
      {"schedule", [](TrainingOptions& o) { o.schedule = Schedule::cosine; }},
      {"weight_decay", [](TrainingOptions& o) { o.weight_decay = 0.5; }},
      {"gradient_clip", [](TrainingOptions& o) { o.gradient_clip = 0.05; }},
      {"dropout_rate", [](TrainingOptions& o) { o.dropout_rate = 0.5; }},
      {"recurrent_dropout_rate", [](TrainingOptions& o) { o.recurrent_dropout_rate = 0.5; }},
      {"label_smoothing", [](TrainingOptions& o) { o.label_smoothing = 0.2; }},
      {"class_weights", [](TrainingOptions& o) { o.class_weights = true; }},
      {"input_noise", [](TrainingOptions& o) { o.input_noise = 0.2; }},
      {"frequency_mask", [](TrainingOptions& o) { o.frequency_mask = 0.5; }},
      {"time_mask", [](TrainingOptions& o) { o.time_mask = 0.5; }},
      {"vocal_tract_warp", [](TrainingOptions& o) { o.vocal_tract_warp = 0.2; }},
      {"speed_change", [](TrainingOptions& o) { o.speed_change = 0.1; }},
      {"crop", [](TrainingOptions& o) { o.crop = 0.5; }},
      {"mixup", [](TrainingOptions& o) { o.mixup = 0.5; }},
      {"weight_average", [](TrainingOptions& o) { o.weight_average = 0.9; }},
      {"speaker_adversary", [](TrainingOptions& o) { o.speaker_adversary = 1.0; }},
      {"speaker_style", [](TrainingOptions& o) { o.speaker_style = 1.0; }},
      {"prior_correction", [](TrainingOptions& o) { o.prior_correction = 1.0; }},
      {"discriminant_share", [](TrainingOptions& o) { o.discriminant_share = 0.5; }},
      {"discriminant_shrinkage", shrink_more},
      {"held_out_speakers", [](TrainingOptions& o) { o.held_out_speakers = 1; }},
      {"patience", stop_early}};
  const TrainingJob job = job_on({0, 1, 2, 3, 4, 5, 6});  // one class is rarer than the others
  const Bytes standard = model_bytes(small_recipe(), job);
  const TrainingOptions fields;
  TrainingOptions::visit_fields(fields, [&](std::string_view name, auto&, const FieldInfo&) {
    ASSERT_TRUE(changes.contains(std::string(name))) << name;
    Recipe recipe = small_recipe();
    changes.at(std::string(name))(recipe.training);
    const model::ModelFile file = fit(eight_clips(), recipe, job);
    EXPECT_NE(model::serialise(file), standard) << name;
  });
  Recipe recipe = small_recipe();
  recipe.training.discriminant_share = 0.5;
  const Bytes shrunk_less = model_bytes(recipe, job);
  shrink_more(recipe.training);
  EXPECT_NE(model_bytes(recipe, job), shrunk_less);
}

TEST(Fit, KeepsTheBestEpochOfTheHeldOutSpeakers) {
  Recipe recipe = small_recipe();
  recipe.training.epochs = 6;
  recipe.training.held_out_speakers = 1;
  TrainingJob job = job_on(range(0, 8));
  std::vector<EpochReport> reports;
  job.on_epoch = [&](const EpochReport& report) { reports.push_back(report); };
  const Bytes chosen = model_bytes(recipe, job);
  ASSERT_EQ(reports.size(), 6u);
  const auto better = [](const EpochReport& a, const EpochReport& b) {
    return a.held_out_ua != b.held_out_ua ? a.held_out_ua < b.held_out_ua
                                          : a.held_out_loss > b.held_out_loss;
  };
  const int best = std::ranges::max_element(reports, better)->epoch;
  const SpeakerSplit parts = hold_out_speakers(eight_clips(), job.utterances, 1, job.seed);
  recipe.training.held_out_speakers = 0;
  TrainingJob validated = job_on(parts.training);
  validated.validation = parts.validation;
  EXPECT_EQ(model_bytes(recipe, validated), chosen);
  recipe.training.epochs = best;  // a constant rate: the same weights, epoch by epoch
  EXPECT_EQ(model_bytes(recipe, job_on(parts.training)), chosen);
}

TEST(Fit, StopsAfterEpochsWithoutImprovement) {
  Recipe recipe = small_recipe();
  recipe.training.epochs = 40;
  recipe.training.learning_rate = 1e-9;  // nothing changes
  recipe.training.held_out_speakers = 1;
  recipe.training.patience = 3;
  TrainingJob job = job_on(range(0, 8));
  std::vector<ValidationScore> scores;
  job.on_epoch = [&](const EpochReport& report) {
    scores.push_back({*report.held_out_loss, *report.held_out_ua});
  };
  fit(eight_clips(), recipe, job);
  ASSERT_LT(scores.size(), 40u);
  ASSERT_GE(scores.size(), 4u);
  const ValidationScore& best = scores[scores.size() - 4];
  for (std::size_t later = scores.size() - 3; later < scores.size(); ++later) {
    EXPECT_LE(scores[later].ua, best.ua);
    if (scores[later].ua == best.ua) {
      EXPECT_GE(scores[later].loss, best.loss);
    }
  }
}

TEST(Fit, ClassWeightsHaveNoEffectOnBalancedClasses) {
  Recipe recipe = small_recipe();
  const Bytes standard = model_bytes(recipe, job_on(range(0, 8)));
  recipe.training.class_weights = true;
  EXPECT_EQ(model_bytes(recipe, job_on(range(0, 8))), standard);
}

TEST(Fit, RefusesInvalidInput) {
  EXPECT_ERROR(fit(eight_clips(), small_recipe(), job_on({3})), invalid_argument, "1 utterance");
  Recipe recipe = small_recipe();
  recipe.training.batch_size = 0;
  EXPECT_ERROR(fit(eight_clips(), recipe, job_on(range(0, 8))), invalid_argument, "batch_size");
  TrainingJob job = job_on(range(0, 8));
  job.device = "abacus";
  EXPECT_ERROR(fit(eight_clips(), small_recipe(), job), invalid_argument, "must be cpu or cuda");
}

TEST(Fit, ANonFiniteLossIsAnError) {
  Recipe recipe = small_recipe();
  recipe.training.input_noise = 1e38;
  EXPECT_ERROR(fit(eight_clips(), recipe, job_on(range(0, 8))), internal, "learning_rate");
}

// --- Checkpoints ---------------------------------------------------------------------------------

struct Stopped {};

class FitWithCheckpoint : public ::testing::Test {
 protected:
  FitWithCheckpoint() {
    recipe_.training.epochs = 5;
    recipe_.training.dropout_rate = 0.3;
    recipe_.training.recurrent_dropout_rate = 0.1;
    recipe_.training.input_noise = 0.1;
    recipe_.training.weight_decay = 0.1;
    recipe_.training.schedule = Schedule::cosine;
    job_.checkpoint = folder_.path() / "state";
    job_.identity = "mine";
  }

  /// Stops after this many epochs, like a kill between two epochs.
  void run_and_stop_after(int epochs) {
    TrainingJob job = job_;
    job.on_epoch = [&](const EpochReport& report) {
      if (report.epoch == epochs) throw Stopped();
    };
    EXPECT_THROW(fit(eight_clips(), recipe_, job), Stopped);
  }

  void expect_refusal(ErrorCode code, const TrainingJob& job) {
    const std::string before = folder_.read("state");
    try {
      fit(eight_clips(), recipe_, job);
      ADD_FAILURE() << "was taken";
    } catch (const Error& error) {
      EXPECT_EQ(to_string(error.code()), to_string(code));
      EXPECT_NE(std::string(error.what()).find("state"), std::string::npos) << error.what();
    }
    EXPECT_EQ(folder_.read("state"), before);
  }

  test::TemporaryFolder folder_;
  Recipe recipe_ = small_recipe();
  TrainingJob job_ = job_on(range(0, 8));
};

TEST_F(FitWithCheckpoint, AResumedTrainingGivesTheSameBytes) {
  TrainingJob undisturbed = job_;
  undisturbed.checkpoint.clear();
  const Bytes expected = model_bytes(recipe_, undisturbed);
  for (const int stop : {1, 2, 4, 5}) {
    SCOPED_TRACE(stop);
    std::filesystem::remove(job_.checkpoint);
    run_and_stop_after(stop);
    std::vector<int> epochs;
    TrainingJob job = job_;
    job.on_epoch = [&](const EpochReport& report) { epochs.push_back(report.epoch); };
    EXPECT_EQ(model_bytes(recipe_, job), expected);
    EXPECT_EQ(epochs.size(), static_cast<std::size_t>(5 - stop));
  }
}

TEST_F(FitWithCheckpoint, KeepsWeightAverageAdversaryAndBestEpoch) {
  recipe_.training.weight_average = 0.8;
  recipe_.training.speaker_adversary = 1.0;
  recipe_.training.held_out_speakers = 1;
  TrainingJob undisturbed = job_;
  undisturbed.checkpoint.clear();
  const Bytes expected = model_bytes(recipe_, undisturbed);
  for (const int stop : {1, 3, 5}) {
    SCOPED_TRACE(stop);
    std::filesystem::remove(job_.checkpoint);
    run_and_stop_after(stop);
    EXPECT_EQ(model_bytes(recipe_, job_), expected);
  }
}

TEST_F(FitWithCheckpoint, AResumedTrainingReportsTheEpochsOfTheEarlierRun) {
  std::vector<EpochReport> undisturbed, resumed;
  TrainingJob job = job_;
  job.checkpoint.clear();
  job.on_epoch = [&](const EpochReport& report) { undisturbed.push_back(report); };
  fit(eight_clips(), recipe_, job);
  run_and_stop_after(3);
  job.checkpoint = job_.checkpoint;
  job.on_resume = [&](const std::vector<EpochReport>& earlier) { resumed = earlier; };
  job.on_epoch = [&](const EpochReport& report) { resumed.push_back(report); };
  fit(eight_clips(), recipe_, job);
  ASSERT_EQ(resumed.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(resumed[i].epoch, static_cast<int>(i) + 1);
    EXPECT_EQ(resumed[i].epoch, undisturbed[i].epoch);
    EXPECT_EQ(resumed[i].loss, undisturbed[i].loss);
    EXPECT_EQ(resumed[i].accuracy, undisturbed[i].accuracy);
  }
}

TEST_F(FitWithCheckpoint, ADamagedCheckpointIsCorruptData) {
  run_and_stop_after(1);
  const std::string whole = folder_.read("state");
  for (std::size_t n = 0; n < 24; ++n) {
    SCOPED_TRACE(n);
    folder_.write("state", whole.substr(0, n * whole.size() / 24));
    expect_refusal(ErrorCode::corrupt_data, job_);
    std::string flipped = whole;
    flipped[(2 * n + 1) * whole.size() / 48] ^= 4;
    folder_.write("state", flipped);
    expect_refusal(ErrorCode::corrupt_data, job_);
  }
  folder_.write("state", whole);
  EXPECT_NO_THROW(fit(eight_clips(), recipe_, job_));
}

TEST_F(FitWithCheckpoint, AnotherTrainingsCheckpointIsRefused) {
  run_and_stop_after(1);
  TrainingJob other = job_;
  other.identity = "other";
  expect_refusal(ErrorCode::invalid_argument, other);
  other = job_;
  other.seed = 2;
  expect_refusal(ErrorCode::invalid_argument, other);
  recipe_.training.epochs = 6;
  expect_refusal(ErrorCode::invalid_argument, job_);
}

}  // namespace
}  // namespace emovox::training
