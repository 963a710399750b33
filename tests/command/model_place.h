// A temporary folder with a small random model and voices.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "command/program.h"
#include "command/wav.h"
#include "emovox/model.h"
#include "model/model_file.h"
#include "model/random_model.h"

namespace emovox::testing {

class WithModel : public ::testing::Test {
 protected:
  WithModel() : file_(model::random_model(model::small_info(), 7)) {
    write_model("model.safetensors", file_);
    model_.emplace(Model::from_memory(model::serialise(file_)));
  }

  void write_model(const std::string& name, const model::ModelFile& file) {
    const auto bytes = model::serialise(file);
    place_.write(name, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }

  /// Writes a voice to a file and returns its samples.
  Audio voice(const std::string& name, double seconds, std::uint64_t seed) {
    Audio audio = model::random_voice(seconds, 16000, seed);
    place_.write(name, wav_float(audio.samples));
    return audio;
  }

  /// Runs `emovox predict --model …` with further arguments.
  Outcome predict(std::vector<std::string> arguments, const Streams& streams = {}) {
    arguments.insert(arguments.begin(), {"predict", "--model", "model.safetensors"});
    return place_.run(arguments, streams);
  }

  Place place_;
  model::ModelFile file_;
  std::optional<Model> model_;
};

}  // namespace emovox::testing
