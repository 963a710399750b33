#include "encoder/small_encoder.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <functional>
#include <numbers>
#include <random>

#include "kernels/half.h"
#include "text/safetensors.h"

namespace emovox::encoder {
namespace {

using Matrix = std::vector<std::vector<double>>;

std::vector<float> random_tensor(const std::string& name, const Shape& shape,
                                 std::mt19937& random) {
  std::size_t count = 1;
  for (const std::size_t size : shape) count *= size;
  const std::size_t inner = count / shape[0];
  const float scale = shape.size() == 1 ? 0.5f : 1.5f / std::sqrt(static_cast<float>(inner));
  const bool gain = name.ends_with("norm.weight");
  std::normal_distribution<float> normal(gain ? 1.0f : 0.0f, scale);
  std::vector<float> values(count);
  for (float& value : values) value = kernels::to_float(kernels::to_half(normal(random)));
  return values;
}

double gelu(double x) { return x / 2 * (1 + std::erf(x / std::numbers::sqrt2)); }

/// x wᵀ + b
Matrix linear(const Matrix& x, const std::vector<float>& weights, const std::vector<float>& bias) {
  const std::size_t columns = x[0].size(), rows = weights.size() / columns;
  Matrix out;
  for (const auto& row : x) {
    auto& to = out.emplace_back(rows);
    for (std::size_t r = 0; r < rows; ++r) {
      to[r] = bias.empty() ? 0 : bias[r];
      for (std::size_t c = 0; c < columns; ++c) to[r] += row[c] * weights[r * columns + c];
    }
  }
  return out;
}

Matrix convolve(const Matrix& x, const std::vector<float>& weights, const std::vector<float>& bias,
                std::size_t stride) {
  Matrix under;  // [channel, tap] of each output
  for (std::size_t t = 0; t < x.size(); t += stride) {
    auto& row = under.emplace_back();
    for (std::size_t channel = 0; channel < x[0].size(); ++channel) {
      for (std::size_t tap = 0; tap < 3; ++tap) {
        const bool inside = t + tap >= 1 && t + tap <= x.size();
        row.push_back(inside ? x[t + tap - 1][channel] : 0);
      }
    }
  }
  Matrix out = linear(under, weights, bias);
  for (auto& row : out) std::ranges::transform(row, row.begin(), gelu);
  return out;
}

Matrix normal(const Matrix& x, const std::vector<float>& gain, const std::vector<float>& shift) {
  Matrix out = x;
  for (auto& row : out) {
    const auto count = static_cast<double>(row.size());
    double mean = 0, variance = 0;
    for (const double value : row) mean += value / count;
    for (const double value : row) variance += (value - mean) * (value - mean) / count;
    for (std::size_t c = 0; c < row.size(); ++c) {
      row[c] = (row[c] - mean) / std::sqrt(variance + 1e-5) * gain[c] + shift[c];
    }
  }
  return out;
}

Matrix attention(const Matrix& q, const Matrix& k, const Matrix& v) {
  Matrix out(q.size(), std::vector<double>(q[0].size()));
  for (std::size_t head = 0; head < q[0].size(); head += 64) {
    for (std::size_t t = 0; t < q.size(); ++t) {
      std::vector<double> weights(q.size());
      double total = 0;
      for (std::size_t s = 0; s < q.size(); ++s) {
        double score = 0;
        for (std::size_t c = head; c < head + 64; ++c) score += q[t][c] * k[s][c];
        total += weights[s] = std::exp(score / 8);
      }
      for (std::size_t s = 0; s < q.size(); ++s) {
        for (std::size_t c = head; c < head + 64; ++c) out[t][c] += weights[s] / total * v[s][c];
      }
    }
  }
  return out;
}

void add(const Matrix& from, Matrix& to) {
  for (std::size_t r = 0; r < to.size(); ++r) {
    for (std::size_t c = 0; c < to[r].size(); ++c) to[r][c] += from[r][c];
  }
}

double hertz_of_mel(double mel) {
  return mel < 15 ? mel * 200 / 3 : 1000 * std::exp(std::log(6.4) / 27 * (mel - 15));
}

/// The energy of one band of a power spectrum of 201 bins.
double band_energy(const std::vector<double>& power, std::size_t band, std::size_t bands) {
  const double top = 15 + std::log(8.0) * 27 / std::log(6.4);
  const auto corner = [&](std::size_t n) {
    return hertz_of_mel(top * static_cast<double>(n) / static_cast<double>(bands + 1));
  };
  const double low = corner(band), middle = corner(band + 1), high = corner(band + 2);
  double energy = 0;
  for (std::size_t k = 0; k < power.size(); ++k) {
    const double hertz = 40.0 * static_cast<double>(k);
    const double height =
        std::min((hertz - low) / (middle - low), (high - hertz) / (high - middle));
    energy += std::max(0.0, height) * 2 / (high - low) * power[k];
  }
  return energy;
}

/// |X(k)|² of the frame around sample `centre` of a signal of `length` samples, zeros at its end.
std::vector<double> power_at(std::span<const float> samples, std::ptrdiff_t length,
                             std::ptrdiff_t centre) {
  std::vector<double> power(201);
  for (std::size_t k = 0; k < power.size(); ++k) {
    std::complex<double> sum = 0;
    for (std::ptrdiff_t n = 0; n < 400; ++n) {
      std::ptrdiff_t at = std::abs(centre - 200 + n);
      if (at >= length) at = 2 * (length - 1) - at;
      if (at >= static_cast<std::ptrdiff_t>(samples.size())) continue;
      const double turn = 2 * std::numbers::pi * static_cast<double>(n) / 400;
      const double window = 0.5 - 0.5 * std::cos(turn);
      sum += window * samples[static_cast<std::size_t>(at)] *
             std::polar(1.0, -turn * static_cast<double>(k));
    }
    power[k] = std::norm(sum);
  }
  return power;
}

}  // namespace

EncoderShape small_shape() {
  return {.mel_bands = 128, .width = 128, .hidden = 192, .layers = 2, .positions = 25};
}

Tensors random_tensors(const EncoderShape& shape, unsigned seed) {
  std::mt19937 random(seed);
  Tensors tensors;
  for (const auto& [name, sizes] : encoder_tensors(shape)) {
    tensors[name] = random_tensor(name, sizes, random);
  }
  return tensors;
}

TensorReader reader_of(const Tensors& tensors) {
  return [&tensors](const std::string& name) { return tensors.at(name); };
}

std::string file_of(const EncoderShape& shape, const Tensors& tensors, const std::string& prefix) {
  text::SafetensorsHeader header;
  header.metadata = {{"source", "random"}};
  std::string data;
  for (const auto& [name, sizes] : encoder_tensors(shape)) {
    const std::size_t begin = data.size();
    for (const float value : tensors.at(name)) {
      const std::uint16_t bits = kernels::to_half(value).bits;
      data.append({static_cast<char>(bits & 0xff), static_cast<char>(bits >> 8)});
    }
    header.places[prefix + name] = {sizes, begin, data.size(), text::NumberType::float16};
  }
  const auto start = text::write_safetensors_header(header, "test");
  return std::string(reinterpret_cast<const char*>(start.data()), start.size()) + data;
}

std::vector<float> random_signal(std::size_t samples, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0f, 0.1f);
  std::vector<float> signal(samples);
  for (std::size_t n = 0; n < samples; ++n) {
    signal[n] = normal(random) * (1.0f + std::sin(static_cast<float>(n) / 700.0f));
  }
  return signal;
}

std::vector<double> defined_log_mel(std::span<const float> samples, std::size_t bands) {
  const std::size_t frames = 2 * steps_of(samples.size());
  std::vector<double> levels;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const auto power = power_at(samples, static_cast<std::ptrdiff_t>(frames * kHop),
                                static_cast<std::ptrdiff_t>(frame * kHop));
    for (std::size_t band = 0; band < bands; ++band) {
      levels.push_back(std::log10(std::max(1e-10, band_energy(power, band, bands))));
    }
  }
  const double floor = *std::ranges::max_element(levels) - 8;
  for (double& level : levels) level = (std::max(level, floor) + 4) / 4;
  return levels;
}

std::vector<double> defined_encoding(const EncoderShape& shape, const Tensors& tensors,
                                     std::span<const float> samples) {
  const std::vector<double> mel = defined_log_mel(samples, shape.mel_bands);
  const auto bands = static_cast<std::ptrdiff_t>(shape.mel_bands);
  Matrix x;
  for (auto at = mel.begin(); at != mel.end(); at += bands) x.emplace_back(at, at + bands);
  const auto of = [&](const std::string& name) { return tensors.at(name); };
  x = convolve(x, of("encoder.conv1.weight"), of("encoder.conv1.bias"), 1);
  x = convolve(x, of("encoder.conv2.weight"), of("encoder.conv2.bias"), 2);
  const auto positions = of("encoder.embed_positions.weight");
  for (std::size_t t = 0; t < x.size(); ++t) {
    for (std::size_t c = 0; c < shape.width; ++c) x[t][c] += positions[t * shape.width + c];
  }
  for (std::size_t layer = 0; layer < shape.layers; ++layer) {
    const auto in_layer = [&](const std::string& name) { return of(layer_prefix(layer) + name); };
    const auto projected = [&](const Matrix& from, const std::string& name) {
      const bool key = name == "self_attn.k_proj";
      return linear(from, in_layer(name + ".weight"),
                    key ? std::vector<float>() : in_layer(name + ".bias"));
    };
    const auto normed = [&](const std::string& name) {
      return normal(x, in_layer(name + ".weight"), in_layer(name + ".bias"));
    };
    const Matrix a = normed("self_attn_layer_norm");
    add(projected(attention(projected(a, "self_attn.q_proj"), projected(a, "self_attn.k_proj"),
                            projected(a, "self_attn.v_proj")),
                  "self_attn.out_proj"),
        x);
    Matrix hidden = projected(normed("final_layer_norm"), "fc1");
    for (auto& row : hidden) std::ranges::transform(row, row.begin(), gelu);
    add(projected(hidden, "fc2"), x);
  }
  std::vector<double> flat;
  for (const auto& row : x) flat.insert(flat.end(), row.begin(), row.end());
  return flat;
}

std::vector<float> encoded(const Encoder& encoder, std::span<const float> samples) {
  std::vector<float> out(steps_of(samples.size()) * encoder.width());
  EncoderWorkspace workspace;
  encoder.encode({&samples, 1}, {out.data(), encoder.width()}, {}, workspace);
  return out;
}

double relative_error(std::span<const float> got, std::span<const double> expected) {
  double worst = got.size() == expected.size() ? 0 : HUGE_VAL, largest = 0;
  for (std::size_t n = 0; n < std::min(got.size(), expected.size()); ++n) {
    const double error = std::abs(got[n] - expected[n]);
    if (!(error <= worst)) worst = error;
    largest = std::max(largest, std::abs(expected[n]));
  }
  return worst / largest;
}

}  // namespace emovox::encoder
