#include "features/fourier.h"

#include <cmath>
#include <numbers>

namespace emovox::features {
namespace {

std::uint32_t place_of(std::size_t bin, std::size_t points) {
  std::size_t place = 0;
  for (std::size_t length = points; length > 1;) {
    const std::size_t parts = length >= 4 ? 4 : 2;
    length /= parts;
    place += bin % parts * length;
    bin /= parts;
  }
  return static_cast<std::uint32_t>(place);
}

}  // namespace

FourierTables::FourierTables(std::size_t real_length) : points(real_length / 2) {
  const double step = -2.0 * std::numbers::pi / static_cast<double>(real_length);
  roots.reserve(3 * points / 2);
  for (std::size_t k = 0; k < 3 * points / 2; ++k) {
    const double angle = step * static_cast<double>(k);
    roots.emplace_back(std::cos(angle), std::sin(angle));
  }
  place.reserve(points);
  for (std::size_t k = 0; k < points; ++k) place.push_back(place_of(k, points));
}

}  // namespace emovox::features
