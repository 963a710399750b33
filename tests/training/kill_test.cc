// kill -9 at any moment, the same command again, and the run ends with the very numbers of an
// undisturbed one.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "training/corpus_place.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

class Kill : public WithCorpus {
 protected:
  /// When a name in this folder last came or went.
  static fs::file_time_type changed(const fs::path& folder) {
    std::error_code none;  // as long as the folder does not exist
    return fs::last_write_time(folder, none);
  }

  /// Returns once the child has written a file of the folder, or has ended.
  static void wait_for_a_file(const fs::path& folder, pid_t child) {
    const auto before = changed(folder);
    siginfo_t ended{};
    while (changed(folder) == before && ended.si_pid == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
    }
  }

  /// The trainer in the place's folder, killed so long after its start, or after it has written to
  /// the folder `watched`; whether it was still at work.
  bool run_and_kill(const std::vector<std::string>& arguments, Seconds after,
                    const fs::path& watched = {}) const {
    std::vector<char*> argv{const_cast<char*>("emovox")};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const std::string folder = place_.path("").string();
    const pid_t child = ::fork();
    if (child == 0) {
      const int nowhere = ::open("/dev/null", O_RDWR);
      if (nowhere < 0 || ::dup2(nowhere, 1) < 0 || ::dup2(nowhere, 2) < 0) ::_exit(126);
      if (::chdir(folder.c_str()) != 0) ::_exit(126);
      ::execv(EMOVOX_TRAINER, argv.data());
      ::_exit(127);
    }
    if (!watched.empty()) wait_for_a_file(watched, child);
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    int state = 0;
    ::waitpid(child, &state, 0);
    return WIFSIGNALED(state);
  }

  /// How long the command takes undisturbed.
  Seconds run_whole(const std::vector<std::string>& arguments) const {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = place_.run(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return std::chrono::steady_clock::now() - start;
  }

  using Arguments = std::vector<std::string>;

  static Arguments crossval_into(const std::string& folder, const Arguments& more = {}) {
    Arguments arguments{"crossval", "corpus.csv", "-o", folder, "--jobs", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return with_recipe(arguments);
  }

  static Arguments train_into(const std::string& file, const Arguments& more) {
    Arguments arguments{"train", "corpus.csv", "-o", file, "--name", "m"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return with_recipe(arguments);
  }

  void expect_same_run_after_kills(const Arguments& more, const Arguments& files);
  void expect_same_model_after_kills(const Arguments& more);

  static constexpr Seconds kShort{0.03};

  /// A moment between 0 and `whole`.
  Seconds moment(Seconds whole) {
    return whole * std::uniform_real_distribution<double>(0.0, 1.0)(random_);
  }

  std::random_device::result_type seed_ = std::random_device{}();
  std::mt19937 random_{seed_};
};

void Kill::expect_same_run_after_kills(const Arguments& more, const Arguments& files) {
  SCOPED_TRACE(seed_);
  const Seconds whole = run_whole(crossval_into("whole", more));
  int kills = 0;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const std::string folder = attempt < 3 ? "first" : "second";
    const bool writing = attempt % 3 != 0;
    if (run_and_kill(crossval_into(folder, more), writing ? moment(kShort) : moment(whole),
                     writing ? place_.path(folder + "/checkpoints") : fs::path())) {
      ++kills;
    }
  }
  EXPECT_GT(kills, 0);
  for (const std::string folder : {"first", "second"}) {
    run_whole(crossval_into(folder, more));
    for (const std::string& file : files) {
      EXPECT_EQ(place_.read(folder + "/" + file), place_.read("whole/" + file)) << file;
      EXPECT_NE(place_.read("whole/" + file), "") << file;
    }
    for (const auto& entry : fs::directory_iterator(place_.path(folder + "/checkpoints"))) {
      EXPECT_TRUE(fs::exists(place_.path("whole/checkpoints") / entry.path().filename()))
          << entry.path();
    }
  }
}

TEST_F(Kill, AStoppedCrossValidationEndsWithTheSameNumbers) {
  expect_same_run_after_kills({"--epochs", "25"},
                              {"config.toml", "folds.csv", "predictions.csv", "metrics.json",
                               "report.html", "checkpoints/seed-1-fold-3.safetensors"});
}

TEST_F(Kill, AStoppedCalibrationEndsWithTheSameTemperatures) {
  expect_same_run_after_kills({"--epochs", "10", "--calibration-folds", "2"},
                              {"config.toml", "predictions.csv", "calibration.csv", "metrics.json",
                               "checkpoints/seed-1-fold-3.safetensors"});
}

void Kill::expect_same_model_after_kills(const Arguments& more) {
  SCOPED_TRACE(seed_);
  const Seconds whole = run_whole(train_into("whole.st", more));
  const Arguments again = train_into("killed.st", more);
  EXPECT_TRUE(run_and_kill(again, moment(kShort), place_.path("")));
  run_and_kill(again, moment(kShort), place_.path(""));
  run_and_kill(again, moment(whole));
  run_whole(again);
  EXPECT_NE(place_.read("whole.st"), "");
  EXPECT_EQ(place_.read("killed.st"), place_.read("whole.st"));
  for (const auto& entry : fs::directory_iterator(place_.path(""))) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("killed.st.")) << entry.path();
  }
}

TEST_F(Kill, AStoppedTrainingEndsWithTheSameModel) {
  expect_same_model_after_kills({"--epochs", "60"});
}

TEST_F(Kill, AStoppedTrainingOfSeveralSeedsEndsWithTheSameModel) {
  expect_same_model_after_kills({"--epochs", "30", "--seeds", "3"});
}

}  // namespace
}  // namespace emovox::testing
