// Everything that decides a training run's numbers, as one value and one TOML file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/features.h"
#include "emovox/fields.h"
#include "emovox/model.h"

namespace emovox::training {

/// How the learning rate moves over the run: stays, or falls along half a cosine to zero.
enum class Schedule { constant, cosine };

}  // namespace emovox::training

namespace emovox {
template <>
struct EnumNames<training::Schedule> {
  static constexpr std::array<std::string_view, 2> names{"constant", "cosine"};
};
}  // namespace emovox

namespace emovox::training {

/// How the network is trained. Defaults are the paper's (Table II), with nothing added to it.
struct TrainingOptions {
  int epochs = 100;                        // passes over the training fold
  int batch_size = 32;                     // utterances
  double learning_rate = 1e-4;             // of Adam, at its highest
  Schedule schedule = Schedule::constant;  // of the learning rate
  double weight_decay = 0.0;               // decoupled (AdamW); 0: Adam
  double gradient_clip = 0.0;              // greatest norm of the gradient; 0: unlimited
  double dropout_rate = 0.3;               // of the fused vector, before the last layer
  double recurrent_dropout_rate = 0.0;     // of the BiLSTMs' outputs, before the fusions
  double label_smoothing = 0.0;            // share of the target spread over all labels
  bool class_weights = false;              // each class counts alike in the loss
  double input_noise = 0.0;                // std of Gaussian noise on normalised features
  double frequency_mask = 0.0;             // greatest share of log-mel bands silenced together
  double time_mask = 0.0;                  // greatest share of steps silenced together
  double vocal_tract_warp = 0.0;           // greatest relative warp of frequencies
  double speed_change = 0.0;               // greatest relative change of speed (and pitch)
  double crop = 1.0;                       // least share of the steps heard at a time
  double mixup = 0.0;                      // alpha of Beta(alpha, alpha), of fused vectors; 0: none
  double weight_average = 0.0;             // decay of the running mean that becomes the model
  double speaker_adversary = 0.0;          // weight of unlearning the training speakers
  double speaker_style = 0.0;              // greatest share of another speaker's mean and deviation
  double prior_correction = 0.0;           // share of the classes' log prior taken off at the end
  double discriminant_share = 0.0;         // of discriminant analysis in the last layer, at the end
  double discriminant_shrinkage = 0.8;     // of its covariance, towards equal variances
  int held_out_speakers = 0;               // not learned from: they choose the epoch; 0: the last
  int patience = 0;                        // epochs without a better one before it stops; 0: all

  bool operator==(const TrainingOptions&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("epochs", self.epochs, {"passes over the training fold", Range::from(1).to(100000)});
    visit("batch_size", self.batch_size,
          {"utterances a batch; batch normalisation needs two", Range::from(2).to(65536)});
    visit("learning_rate", self.learning_rate,
          {"highest learning rate of Adam", Range::above(0.0).to(1000.0)});
    visit("schedule", self.schedule, "schedule of the learning rate");
    visit("weight_decay", self.weight_decay,
          {"decoupled weight decay; 0: plain Adam", Range::from(0.0).to(1000.0)});
    visit("gradient_clip", self.gradient_clip,
          {"greatest gradient norm; 0: no limit", Range::from(0.0)});
    visit("dropout_rate", self.dropout_rate,
          {"share of the fused vector that is dropped in training", Range::from(0.0).below(1.0)});
    visit("recurrent_dropout_rate", self.recurrent_dropout_rate,
          {"share of the BiLSTM outputs that is dropped in training", Range::from(0.0).below(1.0)});
    visit("label_smoothing", self.label_smoothing,
          {"share of the target probability that is spread over all labels",
           Range::from(0.0).below(1.0)});
    visit("class_weights", self.class_weights, "give each class the same weight in the loss");
    visit("input_noise", self.input_noise,
          {"standard deviation of noise added to normalised features", Range::from(0.0)});
    visit("frequency_mask", self.frequency_mask,
          {"greatest share of neighbouring log-mel bands that is masked",
           Range::from(0.0).below(1.0)});
    visit("time_mask", self.time_mask,
          {"greatest share of neighbouring steps that is masked", Range::from(0.0).below(1.0)});
    visit("vocal_tract_warp", self.vocal_tract_warp,
          {"greatest relative warp of the frequency axis", Range::from(0.0).to(0.5)});
    visit("speed_change", self.speed_change,
          {"greatest relative change of speed and pitch", Range::from(0.0).to(0.5)});
    visit("crop", self.crop,
          {"smallest share of an utterance in a random crop; 1: no crops",
           Range::above(0.0).to(1.0)});
    visit("mixup", self.mixup,
          {"alpha of mixup's Beta(alpha, alpha) distribution; 0: none", Range::from(0.0).to(1.0)});
    visit("weight_average", self.weight_average,
          {"decay of the moving average of weights that becomes the model; 0: none",
           Range::from(0.0).below(1.0)});
    visit("speaker_adversary", self.speaker_adversary,
          {"weight of an adversarial speaker classifier; 0: none", Range::from(0.0).to(1000.0)});
    visit("speaker_style", self.speaker_style,
          {"greatest share of another training speaker's mean and deviation that is mixed in; 0: "
           "none",
           Range::from(0.0).to(10.0)});
    visit("prior_correction", self.prior_correction,
          {"share of the classes' log prior that is subtracted from the logits after training; 0: "
           "none",
           Range::from(0.0).to(1.0)});
    visit("discriminant_share", self.discriminant_share,
          {"share of linear discriminant analysis in the last layer after training; 0: none",
           Range::from(0.0).to(1.0)});
    visit("discriminant_shrinkage", self.discriminant_shrinkage,
          {"shrinkage of the covariance of that analysis towards equal variances",
           Range::above(0.0).to(1.0)});
    visit("held_out_speakers", self.held_out_speakers,
          {"training speakers held out to choose the best epoch; 0: keep the last epoch",
           Range::from(0)});
    visit("patience", self.patience,
          {"epochs without improvement after which training stops; 0: never", Range::from(0)});
  }
};

/// Throws invalid_argument naming the first field that cannot be trained with.
void validate(const TrainingOptions& options);

/// Whether anything is done to the last layer after training (last_layer.h).
bool refines_last_layer(const TrainingOptions& options);

struct Recipe {
  FeatureOptions features;
  ModelOptions network;
  TrainingOptions training;

  bool operator==(const Recipe&) const = default;
};

/// The three of them: throws invalid_argument naming the first field that cannot be.
void validate(const Recipe& recipe);

/// Names of the presets built in: "compact" (the default), "prosodic", "paper".
std::vector<std::string> preset_names();

/// A preset by name. Throws invalid_argument.
Recipe load_preset(std::string_view name);

/// Tables [features], [network], [training]; keys left out keep what `base` has. A table [run],
/// which a run's config.toml has, says nothing of the recipe and is passed over. Throws
/// corrupt_data on an unknown key or a value of another type, with file, line and key.
Recipe parse_recipe(std::string_view toml, std::string_view name, const Recipe& base = {});

/// Reads a TOML file. Throws not_found, io and as parse_recipe.
Recipe load_recipe(const std::filesystem::path& path, const Recipe& base = {});

/// The recipe as TOML with every default resolved; parse_recipe reads it back equal.
std::string to_toml(const Recipe& recipe);

/// How a network was trained on one line, for its model file: "epochs = 30, batch_size = 32, …".
std::string to_line(const TrainingOptions& options);

}  // namespace emovox::training
