// Encoder files and checkpoints: what is read, what is refused, and the import.
#include <gmock/gmock.h>

#include <cstring>
#include <limits>

#include "encoder/import_checkpoint.h"
#include "encoder/small_encoder.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::encoder {
namespace {

using testing::HasSubstr;

class EncoderFile : public testing::Test {
 protected:
  EncoderShape tiny() const {
    return {.mel_bands = 4, .width = 64, .hidden = 64, .layers = 1, .positions = 3};
  }

  /// The error of reading the header, or the whole, of a file with these bytes; empty where it is
  /// read.
  enum class Read { header, whole };
  std::string refusal(const std::string& bytes, Read read = Read::whole) {
    const auto path = folder_.write("file.safetensors", bytes);
    try {
      if (read == Read::header) {
        read_encoder_info(path);
      } else {
        Encoder::load(path);
      }
      return "";
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == ErrorCode::corrupt_data || error.code() == ErrorCode::unsupported)
          << error.what();
      return error.what();
    }
  }

  /// The tiny file with one part of its header replaced by another of the same length.
  std::string changed(const std::string& from, const std::string& to) {
    std::string bytes = file_of(tiny(), random_tensors(tiny(), 1));
    EXPECT_EQ(from.size(), to.size());
    const std::size_t at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return bytes.replace(at, from.size(), to);
  }

  test::TemporaryFolder folder_;
};

TEST_F(EncoderFile, IsReadWhole) {
  const Tensors tensors = random_tensors(small_shape(), 2);
  const auto path = folder_.write("e.safetensors", file_of(small_shape(), tensors));
  const Encoder encoder = Encoder::load(path), direct(small_shape(), reader_of(tensors));
  EXPECT_EQ(encoder.shape(), small_shape());
  const auto signal = random_signal(3000, 3);
  EXPECT_EQ(encoded(encoder, signal), encoded(direct, signal));
  EXPECT_EQ(read_encoder_info(path).metadata.at("source"), "random");
}

TEST_F(EncoderFile, EveryTruncationOfTheHeaderIsRefused) {
  const std::string bytes = file_of(tiny(), random_tensors(tiny(), 1));
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t size = 0; size < header + 9; size += size < 16 ? 1 : 37) {
    ASSERT_NE(refusal(bytes.substr(0, size), Read::header), "") << size;
  }
  EXPECT_NE(refusal(bytes.substr(0, bytes.size() - 1)), "");
  EXPECT_THAT(refusal(bytes + "x"), HasSubstr("1 bytes after its last tensor"));
}

TEST_F(EncoderFile, EveryByteFlipOfTheHeaderGivesAnErrorOrAnEncoder) {
  const std::string bytes = file_of(tiny(), random_tensors(tiny(), 1));
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t at = 0; at < header + 8; at += 13) {
    for (const int pattern : {0x01, 0x10, 0x80}) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ pattern);
      refusal(flipped, Read::header);
      ASSERT_FALSE(HasFailure()) << "byte " << at;
    }
  }
}

TEST_F(EncoderFile, ShapesMustFitTogether) {
  EXPECT_EQ(refusal(changed("conv1.bias", "conv1.bias")), "");
  EXPECT_THAT(refusal(changed("conv1.bias", "conv1.bits")), HasSubstr("no tensor encoder.conv1.b"));
  EXPECT_THAT(refusal(changed(R"("shape":[64,4,3])", R"("shape":[32,8,3])")),
              HasSubstr("its width is 32; must be from 1 to 16384 in multiples of 64"));
  EXPECT_THAT(refusal(changed(R"("shape":[64,4,3])", R"("shape":[64,3,4])")),
              HasSubstr("encoder.conv1.weight is [64, 3, 4]; must be [64, 3, 3]"));
  EXPECT_THAT(refusal(changed(R"("shape":[3,64])", R"("shape":[64,3])")),
              HasSubstr("encoder.embed_positions.weight is [64, 3]; must be [64, 64]"));
  EXPECT_THAT(refusal(changed(R"("dtype":"F16")", R"("dtype":"I16")")),
              HasSubstr("neither F32 nor F16"));
  EXPECT_THAT(refusal(changed("encoder.layers.0.fc1.w", "encoder.layers.9.fc1.w")),
              HasSubstr("has no tensor encoder.layers.0.fc1.weight"));
}

TEST_F(EncoderFile, ValuesMustBeFinite) {
  std::string bytes = file_of(tiny(), random_tensors(tiny(), 1));
  bytes[bytes.size() - 1] = 0x7c;  // float16's infinity
  bytes[bytes.size() - 2] = 0;
  EXPECT_THAT(refusal(bytes), HasSubstr("holds a value that is not finite"));
}

TEST_F(EncoderFile, MissingFilesAndFoldersAreTold) {
  EXPECT_ERROR(Encoder::load(folder_.path() / "none"), not_found, "does not exist");
  EXPECT_ERROR(Encoder::load(folder_.path()), io, "is not a regular file");
}

// A checkpoint has "model." before its names, and a decoder.
TEST_F(EncoderFile, ImportTakesTheFirstLayersOfACheckpoint) {
  const Tensors tensors = random_tensors(small_shape(), 4);
  const auto checkpoint =
      folder_.write("model.safetensors", file_of(small_shape(), tensors, "model."));
  const auto path = folder_.path() / "e.safetensors";
  const EncoderInfo info = import_checkpoint(checkpoint, 1, path);
  EXPECT_EQ(info.shape.layers, 1u);
  EXPECT_EQ(read_encoder_info(path).shape, info.shape);
  EXPECT_EQ(read_encoder_info(path).metadata.at("source"),
            "model.safetensors, encoder, first 1 of 2 layers, float16");
  const auto signal = random_signal(3000, 5);
  EXPECT_EQ(encoded(Encoder::load(path), signal),
            encoded(Encoder(small_shape(), reader_of(tensors), {.layers = 1}), signal));
  import_checkpoint(checkpoint, 0, path);
  EXPECT_EQ(read_encoder_info(path).shape, small_shape());
  import_checkpoint(path, 0, folder_.path() / "again.safetensors");  // an encoder file, too
  EXPECT_ERROR(import_checkpoint(checkpoint, 3, path), invalid_argument, "has 2 layers");
}

}  // namespace
}  // namespace emovox::encoder
