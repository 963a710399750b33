// Detection of Ogg Vorbis where it is disabled; other formats in Ogg are accepted.
#include <gmock/gmock.h>
#include <sndfile.h>

#include <algorithm>

#include "audio/sounds.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;

constexpr AudioOptions kWithoutVorbis{.vorbis = false};

Bytes ogg(int codec) { return encode(sine(440, 48000, 24000), 1, 48000, SF_FORMAT_OGG | codec); }

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

void expect_refused(const Bytes& bytes) {
  const Error error = error_of([&] { AudioReader::from_memory(bytes, kWithoutVorbis); });
  EXPECT_EQ(error.code(), ErrorCode::unsupported);
  EXPECT_THAT(error.what(), HasSubstr("Ogg Vorbis"));
}

TEST(Vorbis, IsRefusedOnlyIfDisabled) {
  const Bytes vorbis = ogg(SF_FORMAT_VORBIS);
  EXPECT_GT(decode_audio(vorbis).samples.size(), 20000u);
  expect_refused(vorbis);
}

TEST(Vorbis, IsDetectedAfterTagsAndDamagedPages) {
  const Bytes vorbis = ogg(SF_FORMAT_VORBIS);
  Bytes tag;
  put(tag, std::string("ID3\x04\0\0\0\0\0\x05", 10) + "12345");
  expect_refused(joined(tag, vorbis));
  Bytes damaged = ogg(SF_FORMAT_OPUS);
  damaged.resize(200'000,
                 std::byte{0});  // pages whose checksums are wrong, and then one that counts
  for (std::size_t i = 30; i < damaged.size(); i += 7) damaged[i] = std::byte{'x'};
  expect_refused(joined(damaged, vorbis));
}

// A header across the border of two blocks that the search reads.
TEST(Vorbis, IsDetectedAcrossBlocks) {
  for (std::size_t at = 65536 - 8; at <= 65536 + 1; ++at) {
    Bytes bytes;
    put(bytes, "OggS");
    bytes.resize(at, std::byte{0});
    put(bytes, "\x01vorbis");
    expect_refused(bytes);
  }
}

TEST(Vorbis, OtherFormatsAreAcceptedWhenVorbisIsDisabled) {
  for (const Bytes& bytes : {ogg(SF_FORMAT_OPUS), wav16(std::vector<int>(100))}) {
    EXPECT_NO_THROW(decode_audio(bytes, kWithoutVorbis));
  }
}

}  // namespace
}  // namespace emovox::testing
