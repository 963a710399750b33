// Runs the trainer and kills it at a random time.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "training/corpus_place.h"

namespace emovox::testing {

using Seconds = std::chrono::duration<double>;

class Killing : public WithCorpus {
 protected:
  /// The time of the last change of names in this folder.
  static std::filesystem::file_time_type changed(const std::filesystem::path& folder) {
    std::error_code none;  // as long as the folder does not exist
    return std::filesystem::last_write_time(folder, none);
  }

  /// Returns when the child process has written a file of the folder or has ended.
  static void wait_for_a_file(const std::filesystem::path& folder, pid_t child) {
    const auto before = changed(folder);
    siginfo_t ended{};
    while (changed(folder) == before && ended.si_pid == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
    }
  }

  /// Runs the trainer in the folder of the place, and kills it this long after its start or after
  /// it has written to the folder `watched`. Returns whether it was still running.
  bool run_and_kill(const std::vector<std::string>& arguments, Seconds after,
                    const std::filesystem::path& watched = {}) const {
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

  /// The duration of the command without a kill.
  Seconds run_whole(const std::vector<std::string>& arguments) const {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = place_.run(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return std::chrono::steady_clock::now() - start;
  }

  static constexpr Seconds kShort{0.03};

  /// A random duration between 0 and `whole`.
  Seconds moment(Seconds whole) {
    return whole * std::uniform_real_distribution<double>(0.0, 1.0)(random_);
  }

  std::random_device::result_type seed_ = std::random_device{}();
  std::mt19937 random_{seed_};
};

}  // namespace emovox::testing
