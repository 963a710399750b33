// The recipe: all options that decide the result of a training, as one struct and one TOML file.
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

/// The learning rate over the epochs: constant, or falling along half a cosine to zero.
enum class Schedule { constant, cosine };

}  // namespace emovox::training

namespace emovox {
template <>
struct EnumNames<training::Schedule> {
  static constexpr std::array<std::string_view, 2> names{"constant", "cosine"};
};
}  // namespace emovox

namespace emovox::training {

/// Options of training. The defaults are those of the paper (Table II); what the paper does not use
/// is off.
struct TrainingOptions {
  int epochs = 100;                        // passes over the training fold
  int batch_size = 32;                     // utterances in a batch
  double learning_rate = 1e-4;             // highest learning rate of Adam
  Schedule schedule = Schedule::constant;  // course of the learning rate
  double weight_decay = 0.0;               // decoupled (AdamW); 0: Adam
  double gradient_clip = 0.0;              // largest norm of the gradient; 0: no limit
  double dropout_rate = 0.3;               // dropout of the fused vector, before the last layer
  double recurrent_dropout_rate = 0.0;     // dropout of the BiLSTM outputs, before the fusions
  double label_smoothing = 0.0;            // share of the target spread over all labels
  bool class_weights = false;              // the same total weight for each class in the loss
  double input_noise = 0.0;                // standard deviation of noise on normalised features
  double frequency_mask = 0.0;             // largest share of log-mel bands in one mask
  double time_mask = 0.0;                  // largest share of steps in one mask
  double vocal_tract_warp = 0.0;           // largest relative change of the frequency axis
  double speed_change = 0.0;               // largest relative change of speed and pitch
  double crop = 1.0;                       // smallest share of the steps in a random crop; 1: off
  double mixup = 0.0;                      // alpha of Beta(alpha, alpha) for fused vectors; 0: none
  double weight_average = 0.0;             // decay of the moving average that becomes the model
  double speaker_adversary = 0.0;          // weight of an adversarial speaker classifier
  double speaker_style = 0.0;              // largest share of another speaker's mean and deviation
  double prior_correction = 0.0;           // share of the classes' log prior that is subtracted
  double discriminant_share = 0.0;         // share of discriminant analysis in the last layer
  double discriminant_shrinkage = 0.8;     // of its covariance, towards equal variances
  int held_out_speakers = 0;               // speakers that choose the epoch; 0: the last is kept
  int patience = 0;                        // epochs without improvement before it stops; 0: never

  bool operator==(const TrainingOptions&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("epochs", self.epochs,
          {"Epochs: passes over the training utterances", Range::from(1).to(100000)});
    visit("batch_size", self.batch_size,
          {"Utterances in a batch; batch normalisation needs at least two",
           Range::from(2).to(65536)});
    visit("learning_rate", self.learning_rate,
          {"Highest learning rate of the Adam optimiser", Range::above(0.0).to(1000.0)});
    visit("schedule", self.schedule, "Course of the learning rate over the epochs");
    visit("weight_decay", self.weight_decay,
          {"Decoupled weight decay (AdamW); 0: plain Adam", Range::from(0.0).to(1000.0)});
    visit("gradient_clip", self.gradient_clip,
          {"Largest norm of the gradient; a larger one is scaled down; 0: no limit",
           Range::from(0.0)});
    visit("dropout_rate", self.dropout_rate,
          {"Dropout rate of the fused vector, before the last layer", Range::from(0.0).below(1.0)});
    visit("recurrent_dropout_rate", self.recurrent_dropout_rate,
          {"Dropout rate of the BiLSTM outputs, before the fusions", Range::from(0.0).below(1.0)});
    visit("label_smoothing", self.label_smoothing,
          {"Label smoothing: share of the target probability that is spread over all labels",
           Range::from(0.0).below(1.0)});
    visit("class_weights", self.class_weights, "Give each class the same total weight in the loss");
    visit("input_noise", self.input_noise,
          {"Standard deviation of Gaussian noise added to the normalised features; 0: none",
           Range::from(0.0)});
    visit("frequency_mask", self.frequency_mask,
          {"SpecAugment: largest share of the log-mel bands in one mask; 0: no mask",
           Range::from(0.0).below(1.0)});
    visit("time_mask", self.time_mask,
          {"SpecAugment: largest share of the steps in one mask; 0: no mask",
           Range::from(0.0).below(1.0)});
    visit(
        "vocal_tract_warp", self.vocal_tract_warp,
        {"Vocal tract length perturbation: largest relative change of the frequency axis; 0: none",
         Range::from(0.0).to(0.5)});
    visit("speed_change", self.speed_change,
          {"Largest relative change of speed, and of pitch with it; 0: none",
           Range::from(0.0).to(0.5)});
    visit("crop", self.crop,
          {"Smallest share of an utterance's steps that a random crop keeps; 1: no crops",
           Range::above(0.0).to(1.0)});
    visit("mixup", self.mixup,
          {"Mixup of fused vectors: alpha of the Beta(alpha, alpha) distribution; 0: no mixup",
           Range::from(0.0).to(1.0)});
    visit("weight_average", self.weight_average,
          {"Decay of the moving average of the weights that becomes the model; 0: no average",
           Range::from(0.0).below(1.0)});
    visit("speaker_adversary", self.speaker_adversary,
          {"Weight of an adversarial speaker classifier in the loss; 0: none",
           Range::from(0.0).to(1000.0)});
    visit("speaker_style", self.speaker_style,
          {"Largest share of another training speaker's mean and deviation that is mixed into the "
           "features; 0: none",
           Range::from(0.0).to(10.0)});
    visit("prior_correction", self.prior_correction,
          {"Share of the classes' log prior that is subtracted from the logits after training; 0: "
           "none",
           Range::from(0.0).to(1.0)});
    visit("discriminant_share", self.discriminant_share,
          {"Share of a linear discriminant analysis in the last layer after training; 0: none",
           Range::from(0.0).to(1.0)});
    visit("discriminant_shrinkage", self.discriminant_shrinkage,
          {"Shrinkage of the covariance of the discriminant analysis towards equal variances",
           Range::above(0.0).to(1.0)});
    visit("held_out_speakers", self.held_out_speakers,
          {"Training speakers held out to choose the best epoch; 0: the last epoch is kept",
           Range::from(0)});
    visit(
        "patience", self.patience,
        {"Epochs without improvement on the held-out speakers after which training stops; 0: never",
         Range::from(0)});
  }
};

/// Throws invalid_argument naming the first field that is out of range.
void validate(const TrainingOptions& options);

/// Whether the last layer is changed after training (last_layer.h).
bool refines_last_layer(const TrainingOptions& options);

struct Recipe {
  FeatureOptions features;
  ModelOptions network;
  TrainingOptions training;

  bool operator==(const Recipe&) const = default;
};

/// Validates all three groups. Throws invalid_argument naming the first field that is out of range.
void validate(const Recipe& recipe);

/// Names of the presets built in: "compact" (the default), "prosodic", "paper".
std::vector<std::string> preset_names();

/// A preset by name. Throws invalid_argument.
Recipe load_preset(std::string_view name);

/// Tables [features], [network], [training]; keys left out keep what `base` has. A table [run],
/// of a run's config.toml is no part of the recipe and is skipped. Throws
/// corrupt_data on an unknown key or a value of another type, with file, line and key.
Recipe parse_recipe(std::string_view toml, std::string_view name, const Recipe& base = {});

/// Reads a TOML file. Throws not_found, io and as parse_recipe.
Recipe load_recipe(const std::filesystem::path& path, const Recipe& base = {});

/// The recipe as TOML with every default resolved; parse_recipe reads it back equal.
std::string to_toml(const Recipe& recipe);

/// The options on one line, for the model file: "epochs = 30, batch_size = 32, …".
std::string to_line(const TrainingOptions& options);

}  // namespace emovox::training
