// Damaged and malicious model files: each gives an Error with the right code, or a model with
// finite weights.
#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "model/error_of.h"
#include "model/model_file.h"
#include "model/random_model.h"

namespace emovox::model {
namespace {

using Bytes = std::vector<std::byte>;
using testing::HasSubstr;

constexpr std::size_t kLengthBytes = 8;

ModelInfo tiny_info() {
  ModelInfo info = small_info(1);
  info.features.mel_bands = 4;
  info.features.mfcc_count = 2;
  info.network.feature_sets = {FeatureSet::lld};
  info.labels = {"a", "b"};
  return info;
}

Bytes tiny_file() { return serialise(random_model(tiny_info(), 5)); }

Bytes with_header(std::string header) {
  header.resize((header.size() + 7) / 8 * 8, ' ');
  Bytes bytes(kLengthBytes + header.size());
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, kLengthBytes);
  std::memcpy(bytes.data() + kLengthBytes, header.data(), header.size());
  return bytes;
}

std::string header_of(const Bytes& bytes) {
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  return {reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length};
}

/// The tiny file with `from` replaced by `to` in its header; the data stays.
Bytes rewritten(const std::string& from, const std::string& to) {
  const Bytes bytes = tiny_file();
  std::string header = header_of(bytes);
  const std::size_t old_size = header.size();
  const std::size_t place = header.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  header.replace(place, from.size(), to);
  Bytes out = with_header(header);
  out.insert(out.end(), bytes.begin() + static_cast<std::ptrdiff_t>(kLengthBytes + old_size),
             bytes.end());
  return out;
}

/// Loads the bytes: "" for a model with finite weights, else the error message. The test fails on
/// another code.
std::string load_error(const Bytes& bytes) {
  const auto thrown = error_of([&] {
    const ModelFile file = parse_model_file(bytes, "file");
    for (const auto& [name, tensor] : file.tensors) {
      for (float value : tensor.values) ASSERT_TRUE(std::isfinite(value)) << name;
    }
  });
  if (!thrown) return "";
  EXPECT_TRUE(thrown->code == ErrorCode::corrupt_data || thrown->code == ErrorCode::unsupported)
      << thrown->message;
  EXPECT_TRUE(thrown->message.starts_with("file: ")) << thrown->message;
  return thrown->message;
}

TEST(HostileFile, TheUnchangedFileIsAccepted) { EXPECT_EQ(load_error(tiny_file()), ""); }

TEST(HostileFile, EveryTruncationIsRefused) {
  const Bytes bytes = tiny_file();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_NE(load_error(cut), "") << size;
  }
}

TEST(HostileFile, EveryByteFlipGivesAnErrorOrAValidModel) {
  const Bytes bytes = tiny_file();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (unsigned pattern : {0x01u, 0x02u, 0x04u, 0x10u, 0x20u, 0x80u, 0xffu}) {
      Bytes flipped = bytes;
      flipped[i] ^= static_cast<std::byte>(pattern);
      load_error(flipped);
      ASSERT_FALSE(HasFailure()) << "byte " << i << ", pattern " << pattern;
    }
  }
}

TEST(HostileFile, TrailingBytesAreRefused) {
  Bytes bytes = tiny_file();
  bytes.push_back(std::byte{0});
  EXPECT_THAT(load_error(bytes), HasSubstr("1 bytes after its last tensor"));
}

TEST(HostileFile, ForeignFilesAreRefused) {
  EXPECT_NE(load_error({}), "");
  Bytes noise(4096);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<std::byte>(i * 73 >> 3);
  EXPECT_NE(load_error(noise), "");
  const std::string wav("RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0", 24);
  EXPECT_NE(load_error(Bytes(reinterpret_cast<const std::byte*>(wav.data()),
                             reinterpret_cast<const std::byte*>(wav.data()) + wav.size())),
            "");
  EXPECT_THAT(load_error(with_header(R"({"key":"value"})")), HasSubstr("another program"));
  EXPECT_THAT(load_error(with_header(R"({"__metadata__":{"format":"pt"}})")),
              HasSubstr("another program"));
}

TEST(HostileFile, HugeHeaderLengthIsRefused) {
  for (std::uint64_t length : {~0ull, 1ull << 63, 1ull << 32, (1ull << 20) + 8}) {
    Bytes bytes = tiny_file();
    std::memcpy(bytes.data(), &length, kLengthBytes);
    EXPECT_THAT(load_error(bytes), HasSubstr("does not begin as a safetensors file"));
  }
}

TEST(HostileFile, UnalignedDataIsRefused) {
  Bytes bytes = with_header("{}");
  bytes[0] = std::byte{7};
  EXPECT_THAT(load_error(bytes), HasSubstr("its header has 7 bytes; must have a multiple of 8"));
}

TEST(HostileFile, DeepJsonIsRefused) {
  const std::string deep = R"({"__metadata__":)" + std::string(200000, '[');
  EXPECT_THAT(load_error(with_header(deep)), HasSubstr("nested too deeply"));
}

TEST(HostileFile, SizesAreCheckedBeforeAllocation) {
  EXPECT_THAT(load_error(rewritten(R"(\"hidden_size\":1)", R"(\"hidden_size\":65536)")),
              HasSubstr("fusion.attention is [2, 2]; must be [131072, 131072]"));
  EXPECT_THAT(load_error(rewritten(R"(\"hidden_size\":1)", R"(\"hidden_size\":2000000000)")),
              HasSubstr("ModelOptions.hidden_size: is 2000000000"));
  EXPECT_THAT(load_error(rewritten(R"("shape":[2,2])", R"("shape":[4294967296,4294967296])")),
              HasSubstr("not as many bytes as its shape"));
  EXPECT_THAT(load_error(rewritten(R"("shape":[2,2])", R"("shape":[4611686018427387905,4])")),
              HasSubstr("not as many bytes as its shape"));
}

TEST(HostileFile, TensorPositionsAreChecked) {
  EXPECT_THAT(load_error(rewritten(R"("data_offsets":[0,16])", R"("data_offsets":[4,20])")),
              HasSubstr("overlap or leave a gap"));
  EXPECT_THAT(load_error(rewritten(R"("data_offsets":[0,16])", R"("data_offsets":[16,0])")),
              HasSubstr("lies outside the file"));
  EXPECT_THAT(load_error(rewritten(R"("data_offsets":[0,16])", R"("data_offsets":[-1,15])")),
              HasSubstr("data_offsets is -1"));
  EXPECT_THAT(load_error(rewritten(R"("data_offsets":[0,16])", R"("data_offsets":[0,16,3])")),
              HasSubstr("a list of 2 offsets"));
  EXPECT_THAT(load_error(rewritten(R"("dtype":"F32")", R"("dtype":"F16")")),
              HasSubstr("must be F32"));
  EXPECT_THAT(load_error(rewritten(R"("dtype":"F32")", R"("dtype":"F32","more":1)")),
              HasSubstr("has more keys"));
  EXPECT_THAT(load_error(rewritten(R"("fusion.attention":)", R"("norm.gain":)")),
              HasSubstr("\"norm.gain\" twice"));
  EXPECT_THAT(load_error(rewritten(R"("fusion.attention":)", R"("fusion.affection":)")),
              HasSubstr("has no tensor fusion.attention"));
}

TEST(HostileFile, InvalidValuesAreRefused) {
  Bytes bytes = tiny_file();
  const float infinity = HUGE_VALF;
  std::memcpy(bytes.data() + bytes.size() - sizeof infinity, &infinity, sizeof infinity);
  EXPECT_THAT(load_error(bytes), HasSubstr("output.weight holds a value that is not finite"));
}

TEST(HostileFile, MetadataKeysOfOtherToolsAreIgnored) {
  EXPECT_EQ(load_error(rewritten(R"({"__metadata__":{)", R"({"__metadata__":{"format":"pt",)")),
            "");
  EXPECT_THAT(load_error(rewritten(R"({"__metadata__":{)", R"({"__metadata__":{"format":1,)")),
              HasSubstr("__metadata__.format is 1"));
}

}  // namespace
}  // namespace emovox::model
