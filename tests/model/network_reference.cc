#include "model/network_reference.h"

#include <algorithm>
#include <cmath>

namespace emovox::model {
namespace {

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;  // rows

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

/// One named tensor as a matrix; a vector is one row.
Matrix tensor(const ModelFile& file, const std::string& name) {
  const Tensor& from = file.tensors.at(name);
  const std::size_t columns = from.shape.back();
  Matrix rows(from.values.size() / columns, Vector(columns));
  for (std::size_t i = 0; i < from.values.size(); ++i) {
    rows[i / columns][i % columns] = from.values[i];
  }
  return rows;
}

Vector softmaxed(const Vector& scores) {
  Vector weights;
  double sum = 0.0;
  for (double score : scores) {
    double denominator = 0.0;
    for (double other : scores) denominator += std::exp(other - score);
    weights.push_back(1.0 / denominator);
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Column by column: z, its copy within the utterance, then steps.
Matrix inputs(const ModelFile& file, const FrameMatrix& features, const std::string& set) {
  const ModelOptions& options = file.info.network;
  const Vector mean = tensor(file, "normaliser." + set + ".mean")[0];
  const Vector std = tensor(file, "normaliser." + set + ".std")[0];
  Matrix columns;
  for (std::size_t d = 0; d < features.dims; ++d) {
    Vector column;
    for (std::size_t t = 0; t < features.frames; ++t) {
      column.push_back((features.values[t * features.dims + d] - mean[d]) / std[d]);
    }
    columns.push_back(column);
  }
  if (options.normalisation != Normalisation::corpus) {
    Matrix within = columns;
    for (Vector& column : within) {
      double sum = 0.0, squares = 0.0;
      for (double value : column) sum += value;
      const double centre = sum / static_cast<double>(column.size());
      for (double value : column) squares += (value - centre) * (value - centre);
      const double spread = std::sqrt(squares / static_cast<double>(column.size()));
      const bool scaled = options.normalisation != Normalisation::centred;
      const double divisor = scaled ? std::max(spread, 0.1) : 1.0;
      for (double& value : column) value = (value - centre) / divisor;
    }
    if (options.normalisation != Normalisation::both) columns.clear();
    columns.insert(columns.end(), within.begin(), within.end());
  }
  const auto per_step = static_cast<std::size_t>(options.frames_per_step);
  Matrix steps;
  for (std::size_t begin = 0; begin < features.frames; begin += per_step) {
    const std::size_t end = std::min(begin + per_step, features.frames);
    Vector step;
    for (const Vector& column : columns) {
      double sum = 0.0;
      for (std::size_t t = begin; t < end; ++t) sum += column[t];
      step.push_back(sum / static_cast<double>(end - begin));
    }
    steps.push_back(step);
  }
  return steps;
}

/// Eqs. (1)-(5), one unit after the other.
Matrix lstm(const ModelFile& file, const std::string& name, const Matrix& x) {
  const Matrix w = tensor(file, name + ".input");
  const Matrix u = tensor(file, name + ".recurrent");
  const Vector b = tensor(file, name + ".bias")[0];
  const std::size_t hidden = b.size() / 4;
  Matrix p(3, Vector(hidden, 0.0));
  if (file.tensors.contains(name + ".peephole")) p = tensor(file, name + ".peephole");
  Matrix outputs;
  Vector h(hidden, 0.0), c(hidden, 0.0);
  for (const Vector& input : x) {
    Vector h_next(hidden), c_next(hidden);
    for (std::size_t k = 0; k < hidden; ++k) {
      const auto affine = [&](std::size_t gate) {
        double sum = b[gate * hidden + k];
        for (std::size_t j = 0; j < input.size(); ++j) sum += w[gate * hidden + k][j] * input[j];
        for (std::size_t j = 0; j < hidden; ++j) sum += u[gate * hidden + k][j] * h[j];
        return sum;
      };
      const double in = sigmoid(affine(0) + p[0][k] * c[k]);
      const double forget = sigmoid(affine(1) + p[1][k] * c[k]);
      const double candidate = std::tanh(affine(2));
      const double out = sigmoid(affine(3) + p[2][k] * c[k]);
      c_next[k] = forget * c[k] + in * candidate;
      h_next[k] = out * std::tanh(c_next[k]);
    }
    h = h_next;
    c = c_next;
    outputs.push_back(h);
  }
  return outputs;
}

/// [T, D]: every feature set's forward and backward outputs.
Matrix concatenated(const ModelFile& file, const Features& features) {
  Matrix all;
  for (FeatureSet set : file.info.network.feature_sets) {
    const std::string name(to_name(set));
    Matrix x = inputs(file, features[set], name);
    all.resize(x.size());
    const Matrix forward = lstm(file, "lstm." + name + ".forward", x);
    std::reverse(x.begin(), x.end());
    Matrix backward = lstm(file, "lstm." + name + ".backward", x);
    std::reverse(backward.begin(), backward.end());
    for (std::size_t t = 0; t < all.size(); ++t) {
      all[t].insert(all[t].end(), forward[t].begin(), forward[t].end());
      all[t].insert(all[t].end(), backward[t].begin(), backward[t].end());
    }
  }
  return all;
}

Vector pooled(const Matrix& o, const Vector& alpha) {
  Vector z(o[0].size(), 0.0);
  for (std::size_t d = 0; d < z.size(); ++d) {
    for (std::size_t t = 0; t < o.size(); ++t) z[d] += alpha[t] * o[t][d];
  }
  return z;
}

Vector deviations(const Matrix& o) {
  Vector z;
  for (std::size_t d = 0; d < o[0].size(); ++d) {
    double squares = 0.0;  // of the distances between all pairs: twice T² times the variance
    for (const Vector& a : o) {
      for (const Vector& b : o) squares += (a[d] - b[d]) * (a[d] - b[d]);
    }
    z.push_back(std::sqrt(squares / (2.0 * static_cast<double>(o.size() * o.size())) + 1e-5));
  }
  return z;
}

/// Eqs. (9)-(11) in the paper's order: (o_t w) first, for every step.
Vector attention_weights(const Matrix& o, const Matrix& w, AttentionScale scale) {
  const std::size_t dims = w.size();
  Vector scores;
  for (const Vector& output : o) {
    double score = 0.0;
    for (std::size_t j = 0; j < dims; ++j) {
      double projected = 0.0;
      for (std::size_t k = 0; k < dims; ++k) projected += output[k] * w[k][j];
      score += o.back()[j] * projected;
    }
    const double divisor = std::sqrt(static_cast<double>(dims));
    scores.push_back(scale == AttentionScale::sqrt_dim ? score / divisor : score);
  }
  return softmaxed(scores);
}

Vector weighted_weights(const Matrix& o, const Vector& u) {
  Vector scores;
  for (const Vector& output : o) {
    double score = 0.0;
    for (std::size_t d = 0; d < u.size(); ++d) score += u[d] * output[d];
    scores.push_back(score);
  }
  return softmaxed(scores);
}

Vector affine(const Matrix& w, const Vector& b, const Vector& x) {
  Vector y;
  for (std::size_t row = 0; row < b.size(); ++row) {
    double sum = b[row];
    for (std::size_t i = 0; i < x.size(); ++i) sum += w[row][i] * x[i];
    y.push_back(sum);
  }
  return y;
}

Vector classified(const ModelFile& file, const Vector& z, double temperature) {
  const auto row = [&](const char* name) { return tensor(file, name)[0]; };
  const Vector mean = row("norm.mean"), variance = row("norm.variance");
  const Vector gain = row("norm.gain"), shift = row("norm.shift");
  Vector y;
  for (std::size_t i = 0; i < z.size(); ++i) {
    y.push_back((z[i] - mean[i]) / std::sqrt(variance[i] + 1e-5) * gain[i] + shift[i]);
  }
  if (file.info.network.projection_size > 0) {
    y = affine(tensor(file, "projection.weight"), row("projection.bias"), y);
    for (double& value : y) value = std::max(value, 0.0);
  }
  Vector logits = affine(tensor(file, "output.weight"), row("output.bias"), y);
  for (double& logit : logits) logit /= temperature;
  return softmaxed(logits);
}

}  // namespace

ReferencePosterior reference_forward(const ModelFile& file, const Features& features) {
  const Matrix o = concatenated(file, features);
  const Vector equal(o.size(), 1.0 / static_cast<double>(o.size()));
  const ModelOptions& options = file.info.network;
  ReferencePosterior result;
  Vector z, weighted;
  const auto extend = [&z](const Vector& part) { z.insert(z.end(), part.begin(), part.end()); };
  for (Fusion fusion : options.fusions) {
    if (fusion == Fusion::mean) extend(pooled(o, equal));
    if (fusion == Fusion::final_frame) extend(o.back());
    if (fusion == Fusion::deviation) extend(deviations(o));
    if (fusion == Fusion::weighted) {
      weighted = weighted_weights(o, tensor(file, "fusion.weighted")[0]);
      extend(pooled(o, weighted));
    }
    if (fusion == Fusion::attention) {
      result.attention =
          attention_weights(o, tensor(file, "fusion.attention"), options.attention_scale);
      extend(pooled(o, result.attention));
    }
    if (fusion == Fusion::frame_wise) {
      Matrix posteriors;
      for (const Vector& output : o) posteriors.push_back(classified(file, output, 1.0));
      result.probabilities = pooled(posteriors, equal);
      double sum = 0.0;
      for (double& p : result.probabilities) sum += p = std::pow(p, 1.0 / file.info.temperature);
      for (double& p : result.probabilities) p /= sum;
      return result;
    }
  }
  if (result.attention.empty()) result.attention = weighted;
  result.probabilities = classified(file, z, file.info.temperature);
  return result;
}

}  // namespace emovox::model
