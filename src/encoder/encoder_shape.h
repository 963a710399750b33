// The tensors of Whisper's encoder, named as in Hugging Face's checkpoints (W width, M mel bands,
// F width of the feed-forward layers, P positions; l = 0, 1, … numbers the layers):
//   encoder.conv1.weight [W, M, 3], .bias [W]          encoder.conv2.weight [W, W, 3], .bias [W]
//   encoder.embed_positions.weight [P, W]
//   encoder.layers.<l>.self_attn.<q|k|v|out>_proj.weight [W, W]      .bias [W], but none of k_proj
//   encoder.layers.<l>.self_attn_layer_norm.weight [W], .bias [W]
//   encoder.layers.<l>.fc1.weight [F, W], .bias [F]
//   encoder.layers.<l>.fc2.weight [W, F], .bias [W]
//   encoder.layers.<l>.final_layer_norm.weight [W], .bias [W]
// Every size follows from the shapes. A head is 64 wide in every Whisper.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "encoder/tensor_file.h"

namespace emovox::encoder {

struct EncoderShape {
  std::size_t mel_bands = 80;    // 80, or 128 from large-v3 on
  std::size_t width = 512;       // a multiple of 64
  std::size_t hidden = 2048;     // of the feed-forward layers, a multiple of 64
  std::size_t layers = 6;        // at least 1
  std::size_t positions = 1500;  // the longest window, in rows of 20 ms

  std::size_t heads() const noexcept { return width / 64; }
  friend bool operator==(const EncoderShape&, const EncoderShape&) = default;
};

/// "encoder.layers.<layer>."
std::string layer_prefix(std::size_t layer);

/// Name → shape of every tensor of an encoder.
Shapes encoder_tensors(const EncoderShape& shape);

/// Numbers in all tensors.
std::size_t parameter_count(const EncoderShape& shape);

/// The encoder that the tensors make up, all of its layers. Other tensors may stand beside them.
/// Throws corrupt_data where one is missing or has a shape that does not fit the others,
/// unsupported on sizes that no Whisper has.
EncoderShape find_encoder(const Shapes& tensors, std::string_view where);

}  // namespace emovox::encoder
