// Which channel is heard, from the words of flags and configuration.
#include <charconv>
#include <string>

#include "emovox/audio.h"
#include "emovox/error.h"

namespace emovox {

Channel Channel::parse(std::string_view text) {
  if (text == "mix") return mix();
  if (text == "first") return first();
  Channel channel;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, channel.number);
  if (problem == std::errc() && stop == end && channel.number >= 1) return channel;
  throw Error(ErrorCode::invalid_argument, "channel '" + std::string(text) + "'", "not a channel",
              "must be mix, first or a number from 1");
}

}  // namespace emovox
