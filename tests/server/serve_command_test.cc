// `emovox serve`, run like a user runs it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "command/model_place.h"
#include "server/http_client.h"

namespace emovox::testing {
namespace {

using server::HttpClient;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The running command, until it gets a signal.
class Serving {
 public:
  Serving(const Place& place, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"emovox", "serve", "--port", "0"});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const std::string log = place.path("log").string(), folder = place.path("").string();
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      if (::chdir(folder.c_str()) == 0) ::execv(EMOVOX_BINARY, argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    std::FILE* output = ::fdopen(ends[0], "r");
    char line[256] = "";
    if (std::fgets(line, sizeof line, output) != nullptr) said_ = line;
    std::fclose(output);
  }
  ~Serving() {
    if (child_ > 0) end(SIGKILL);
  }

  /// "listening on http://127.0.0.1:12345/\n"
  const std::string& said() const { return said_; }
  int port() const { return std::stoi(said_.substr(said_.rfind(':') + 1)); }

  /// The exit status; 128 + n if signal n ended the command.
  int end(int signal) {
    ::kill(child_, signal);
    int state = 0;
    ::waitpid(child_, &state, 0);
    child_ = 0;
    return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
  }

 private:
  pid_t child_ = 0;
  std::string said_;
};

class ServeCommand : public WithModel {
 protected:
  std::vector<std::string> with_model(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.end(), {"--model", "model.safetensors"});
    return arguments;
  }

  std::string predicted(std::vector<std::string> arguments) {
    const Outcome run = predict(std::move(arguments));
    EXPECT_EQ(run.status, 0) << run.err;
    return run.out;
  }
};

TEST_F(ServeCommand, GivesTheJsonOfPredict) {
  voice("a b.wav", 4.0, 1);
  const auto [body, type] = server::form(place_.read("a b.wav"), "a b.wav");
  Serving serving(place_, with_model());
  ASSERT_THAT(serving.said(), StartsWith("listening on http://127.0.0.1:"));
  HttpClient client(serving.port());
  const std::string plain = client.post("/v1/emotion", type, body).body;
  EXPECT_EQ(plain, predicted({"a b.wav", "--format", "jsonl"}));
  EXPECT_EQ(nlohmann::ordered_json::parse(predicted({"a b.wav", "--format", "json"})).at(0).dump(),
            nlohmann::ordered_json::parse(plain).dump());
  EXPECT_EQ(client
                .post("/v1/emotion?segments=true&attention=true&window=2&hop=0.4&abstain_below=0.9"
                      "&channel=1",
                      type, body)
                .body,
            predicted({"a b.wav", "--format", "jsonl", "--segments", "--attention", "--window", "2",
                       "--hop", "0.4", "--abstain-below", "0.9", "--channel", "1"}));
}

TEST_F(ServeCommand, EndsOnASignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Serving serving(place_, with_model());
    EXPECT_EQ(HttpClient(serving.port()).get("/health").status, 200);
    EXPECT_EQ(serving.end(signal), 0);
    EXPECT_THAT(place_.read("log"), HasSubstr("\"stopped\""));
  }
}

TEST_F(ServeCommand, ReadsItsTokenFromTheEnvironment) {
  ::setenv("EMOVOX_TOKEN", "secret", 1);
  Serving serving(place_, with_model());
  ::unsetenv("EMOVOX_TOKEN");
  HttpClient client(serving.port());
  EXPECT_EQ(client.get("/v1/models").status, 401);
  EXPECT_EQ(client.get("/v1/models", "Authorization: Bearer secret\r\n").status, 200);
}

TEST_F(ServeCommand, ReportsInOneLineWhyItCannotListen) {
  Serving serving(place_, with_model());
  const std::string port = std::to_string(serving.port());
  const auto serve = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "serve");
    return place_.run(with_model(std::move(arguments)));
  };
  const Outcome taken = serve({"--port", port});
  EXPECT_EQ(taken.status, 3);
  EXPECT_THAT(taken.err, StartsWith("emovox: 127.0.0.1:" + port + ": cannot be listened on"));
  const Outcome foreign = serve({"--host", "203.0.113.1"});
  EXPECT_EQ(foreign.status, 2);
  EXPECT_EQ(lines_of(foreign.err).size(), 1u);
  EXPECT_EQ(serve({"--max-body", "0"}).status, 2);
  EXPECT_EQ(place_.run({"serve", "--model", "none.safetensors"}).status, 3);
}

}  // namespace
}  // namespace emovox::testing
