// bench_command RUNS COMMAND…: prints the wall time and peak memory of a whole command as JSON. It
// is a small program, because the peak that Linux reports for a child process includes the memory
// of the process that started it.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

struct Run {
  double wall;  // ms
  double peak;  // MiB
};

/// Discards the command's output. Exits where the command cannot be run or fails.
Run run(char** command) {
  posix_spawn_file_actions_t silence;
  posix_spawn_file_actions_init(&silence);
  posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", 1 /* O_WRONLY */, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  int status = 0;
  rusage usage{};
  if (posix_spawnp(&child, command[0], &silence, nullptr, command, environ) != 0 ||
      wait4(child, &status, 0, &usage) != child || status != 0) {
    std::fprintf(stderr, "bench_command: %s: failed; must end with status 0\n", command[0]);
    std::exit(1);
  }
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
  posix_spawn_file_actions_destroy(&silence);
  return {wall.count(), static_cast<double>(usage.ru_maxrss) / 1024};
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 2 ? std::atoi(argv[1]) : 0;
  if (runs < 1) {
    std::fprintf(stderr, "usage: bench_command RUNS COMMAND...\n");
    return 2;
  }
  std::printf("[");
  for (int i = 0; i < runs; ++i) {
    const Run measured = run(argv + 2);
    std::printf("%s{\"ms\": %.3f, \"MiB\": %.2f}", i == 0 ? "" : ", ", measured.wall,
                measured.peak);
  }
  std::printf("]\n");
}
