// A temporary folder with a small corpus: three speakers, two emotions, twelve voices.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>
#include <vector>

#include "command/openblas.h"
#include "command/program.h"
#include "command/wav.h"
#include "temporary_folder.h"
#include "training/small_corpus.h"

namespace emovox::testing {

class WithCorpus : public ::testing::Test {
 protected:
  WithCorpus() {
    ::setenv("XDG_CACHE_HOME", cache_.path().c_str(), 1);  // instead of the developer's cache
    std::string manifest = "file,speaker,emotion\n";
    for (std::size_t i = 0; i < 12; ++i) {
      const std::string file = "audio/" + std::to_string(i) + ".wav";
      place_.write(file, wav_float(training::class_voice(i % 2, i).samples));
      manifest += file + ",speaker " + std::to_string(i / 4) + (i % 2 ? ",joy\n" : ",anger\n");
    }
    place_.write("corpus.csv", manifest);
    place_.write("tiny.toml",
                 "[network]\nhidden_size = 4\nframes_per_step = 4\n"
                 "[training]\nepochs = 3\nbatch_size = 4\nlearning_rate = 1e-2\n");
  }

  /// The recipe of these tests, small enough to be trained within a second.
  static std::vector<std::string> with_recipe(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--preset", "tiny.toml"});
    return arguments;
  }

  Outcome crossval(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = with_recipe({"crossval", "corpus.csv", "-o", "run"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.run(arguments);
  }

  /// Sets OPENBLAS_CORETYPE as the program would, so that it does not have to load OpenBLAS.
  static void choose_blas_beforehand() {
    const std::string core = command::better_openblas_core();
    if (!core.empty()) ::setenv("OPENBLAS_CORETYPE", core.c_str(), 1);
  }

  /// Expects one line on standard error with these words, this exit status, and nothing on standard
  /// output.
  static void expect_one_line(const Outcome& outcome, int status, const std::string& words) {
    EXPECT_EQ(outcome.status, status) << outcome.err;
    EXPECT_EQ(lines_of(outcome.err).size(), 1u) << outcome.err;
    EXPECT_NE(outcome.err.find(words), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }

  Place place_;
  test::TemporaryFolder cache_;
};

}  // namespace emovox::testing
