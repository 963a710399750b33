#include "command/program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace emovox::testing {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// In the child process: opens `path` as `descriptor`, or exits.
void redirect(int descriptor, const std::string& path, int flags) {
  const int opened = ::open(path.c_str(), flags, 0600);
  if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
  ::close(opened);
}

// In the child process: makes `descriptor` a pipe with a closed reader.
void lead_nowhere(int descriptor) {
  int ends[2];
  if (::pipe(ends) != 0 || ::dup2(ends[1], descriptor) < 0) ::_exit(126);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Place::Place() {
  std::string pattern = (std::filesystem::temp_directory_path() / "emovox-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
}

Place::~Place() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Place::write(const std::string& name, const std::string& bytes) const {
  std::filesystem::create_directories(path(name).parent_path());
  std::ofstream(path(name), std::ios::binary) << bytes;
}

std::string Place::read(const std::string& name) const { return contents(path(name)); }

Outcome Place::run(const std::vector<std::string>& arguments, const Streams& streams) const {
  std::vector<char*> argv{const_cast<char*>("emovox")};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const std::string in = streams.in.empty() ? "/dev/null" : streams.in.string();
  const std::string out = streams.out.empty() ? path(".out").string() : streams.out.string();
  const std::string err = path(".err").string();
  const std::string program = streams.program.empty() ? EMOVOX_BINARY : streams.program.string();
  const pid_t child = ::fork();
  if (child == 0) {
    redirect(0, in, O_RDONLY);
    redirect(1, out, O_WRONLY | O_CREAT | O_TRUNC);
    if (streams.closed_pipe) lead_nowhere(1);
    redirect(2, err, O_WRONLY | O_CREAT | O_TRUNC);
    if (::chdir(folder_.c_str()) != 0) ::_exit(126);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  int state = 0;
  rusage usage{};
  if (::wait4(child, &state, 0, &usage) != child) throw std::runtime_error("no child");
  Outcome run;
  run.status = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
  if (streams.out.empty()) run.out = contents(out);
  run.err = contents(err);
  run.peak_rss = usage.ru_maxrss;
  return run;
}

}  // namespace emovox::testing
