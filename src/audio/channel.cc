// Parses the channel names of flags and configuration.
#include <string>

#include "emovox/audio.h"
#include "emovox/error.h"
#include "text/number.h"

namespace emovox {

Channel Channel::parse(std::string_view text) {
  if (text == "mix") return mix();
  if (text == "first") return first();
  Channel channel;
  const bool is_number = text::parse_whole(text, channel.number) == std::errc{};
  if (is_number && channel.number >= 1) return channel;
  throw Error(ErrorCode::invalid_argument, "channel '" + std::string(text) + "'", "not a channel",
              "must be mix, first or a number from 1");
}

}  // namespace emovox
