#include "audio/resampler.h"

#include <soxr.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "audio/limits.h"
#include "emovox/error.h"

namespace emovox::audio {
namespace {

struct DeleteSoxr {
  void operator()(soxr* engine) const { soxr_delete(engine); }
};
using Engine = std::unique_ptr<soxr, DeleteSoxr>;

constexpr std::size_t kPiece = 8192;  // samples passed to soxr at once, which limits its buffers

[[noreturn]] void throw_internal(const char* problem) {
  throw Error(ErrorCode::internal, "soxr", problem, "must accept every valid rate and sample");
}

Engine make_engine(int from_rate, int to_rate) {
  const soxr_io_spec_t samples = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  soxr_error_t problem = nullptr;
  Engine engine(soxr_create(from_rate, to_rate, 1, &problem, &samples, &quality, &runtime));
  if (problem != nullptr) throw_internal(problem);
  return engine;
}

void check_rate(int rate) {
  if (is_supported_rate(rate)) return;
  throw Error(ErrorCode::invalid_argument, "resampling", std::to_string(rate) + " Hz",
              kSupportedRates);
}

}  // namespace

class Resampler::Impl {
 public:
  Impl(int from_rate, int to_rate) : from_(from_rate), to_(to_rate) {
    check_rate(from_rate);
    check_rate(to_rate);
    if (from_ != to_) engine_ = make_engine(from_, to_);
  }

  void push(std::span<const float> samples, std::vector<float>& out) {
    if (from_ == to_) {
      out.insert(out.end(), samples.begin(), samples.end());
      return;
    }
    pushed_ += samples.size();
    while (!samples.empty()) {
      samples = samples.subspan(step(samples.first(std::min(samples.size(), kPiece)), out));
    }
  }

  void finish(std::vector<float>& out) {
    if (from_ == to_) return;
    const std::uint64_t wanted =
        (2 * pushed_ * static_cast<std::uint64_t>(to_) + static_cast<std::uint64_t>(from_)) /
        (2 * static_cast<std::uint64_t>(from_));
    const std::size_t base = out.size();
    const auto rest = static_cast<std::size_t>(wanted - std::min(wanted, given_));
    while (out.size() - base < rest) {
      const std::size_t before = out.size();
      step({}, out);
      if (out.size() == before) break;
    }
    out.resize(base + rest);  // soxr rounds in floating point: a tie may differ by one sample
    engine_ = make_engine(from_, to_);
    pushed_ = given_ = 0;
  }

 private:
  /// One call of soxr; an empty span marks the end of the input. Returns how many samples soxr
  /// consumed.
  std::size_t step(std::span<const float> samples, std::vector<float>& out) {
    const std::size_t base = out.size();
    const auto room = static_cast<std::size_t>(static_cast<std::uint64_t>(kPiece) *
                                                   static_cast<std::uint64_t>(to_) /
                                                   static_cast<std::uint64_t>(from_) +
                                               64);
    out.resize(base + room);
    std::size_t taken = 0;
    std::size_t made = 0;
    const float* const input = samples.empty() ? nullptr : samples.data();
    const soxr_error_t problem =
        soxr_process(engine_.get(), input, samples.size(), &taken, out.data() + base, room, &made);
    out.resize(base + made);
    given_ += made;
    if (problem != nullptr) throw_internal(problem);
    if (!samples.empty() && taken == 0 && made == 0) throw_internal("neither takes nor gives");
    return taken;
  }

  int from_;  // Hz
  int to_;    // Hz
  Engine engine_;
  std::uint64_t pushed_ = 0;  // samples since the start
  std::uint64_t given_ = 0;
};

Resampler::Resampler(int from_rate, int to_rate)
    : impl_(std::make_unique<Impl>(from_rate, to_rate)) {}
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;
Resampler::~Resampler() = default;

void Resampler::push(std::span<const float> samples, std::vector<float>& out) {
  impl_->push(samples, out);
}

void Resampler::finish(std::vector<float>& out) { impl_->finish(out); }

}  // namespace emovox::audio
