// An encoder file from a checkpoint of Whisper.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

#include "encoder/encoder_shape.h"

namespace emovox::encoder {

/// What an encoder file tells of itself.
struct EncoderInfo {
  EncoderShape shape;
  std::map<std::string, std::string> metadata;  // "source", "licence", …
};

/// Reads the header of an encoder file. Throws as TensorFile and find_encoder().
EncoderInfo read_encoder_info(const std::filesystem::path& path);

/// Writes the first `layers` layers of the encoder in a Hugging Face checkpoint (model.safetensors
/// of whisper-tiny to -large-v3; names with or without "model." before them) as an encoder file, in
/// float16. 0 layers: all. The metadata tell the checkpoint's name, the layers, the width and the
/// heads. Returns the info of the file. Throws as read_encoder_info(), invalid_argument where the
/// checkpoint has fewer layers, and io.
EncoderInfo import_checkpoint(const std::filesystem::path& checkpoint, std::size_t layers,
                              const std::filesystem::path& output);

}  // namespace emovox::encoder
