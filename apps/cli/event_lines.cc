// Events → JSON, an object a line.
#include <nlohmann/json.hpp>

#include "cli/event_writer.h"
#include "command/prediction_json.h"

namespace emovox::cli {
namespace {

using Json = nlohmann::ordered_json;

class EventLines : public EventWriter {
 public:
  EventLines(command::Output& output, ListenFacts facts)
      : output_(output), facts_(std::move(facts)) {}

  void start() override {
    write_line({{"type", "started"},
                {"model", facts_.model},
                {"labels", facts_.labels},
                {"sample_rate", facts_.sample_rate}});
  }
  void hear(std::span<const float>) override {}
  void write(const VoiceEvent& event) override {
    write_line(command::to_json(event, facts_.labels));
  }
  void end(double duration) override { write_line({{"type", "ended"}, {"duration", duration}}); }

 private:
  void write_line(const Json& object) {
    output_.write(object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    output_.flush();
  }

  command::Output& output_;
  ListenFacts facts_;
};

}  // namespace

std::unique_ptr<EventWriter> make_event_lines(command::Output& output, ListenFacts facts) {
  return std::make_unique<EventLines>(output, std::move(facts));
}

}  // namespace emovox::cli
