#include "training/checkpoint.h"

#include <torch/torch.h>

#include <sstream>
#include <string_view>

#include "corpus/checksum.h"
#include "emovox/error.h"
#include "evaluation/learning_curves.h"
#include "text/whole_file.h"
#include "training/epoch_metrics.h"

namespace emovox::training {
namespace {

/// The bytes of libtorch's archive, verified by the hash before them: libtorch does not detect a
/// changed weight.
std::string read_archive(const std::filesystem::path& path) {
  std::string text = text::read_file(path);
  if (text.size() < corpus::kHashDigits ||
      corpus::hash_bytes(std::string_view(text).substr(corpus::kHashDigits)) !=
          text.substr(0, corpus::kHashDigits)) {
    throw Error(ErrorCode::corrupt_data, path.string(), "is not a complete checkpoint",
                "must be removed to start this training again");
  }
  return text.erase(0, corpus::kHashDigits);
}

using Tensors = std::map<std::string, torch::Tensor>;

void write_tensors(torch::serialize::OutputArchive& archive, const std::string& name,
                   const Tensors& tensors) {
  torch::serialize::OutputArchive part;
  for (const auto& [key, tensor] : tensors) part.write(key, tensor);
  archive.write(name, part);
}

void read_tensors(torch::serialize::InputArchive& archive, const std::string& name,
                  const Tensors& tensors) {
  torch::serialize::InputArchive part;
  archive.read(name, part);
  for (const auto& [key, tensor] : tensors) {
    torch::Tensor value;
    part.read(key, value);
    torch::Tensor(tensor).copy_(value);
  }
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     const std::vector<EpochReport>& finished, const TrainingState& state) {
  torch::serialize::OutputArchive archive;
  archive.write("identity", c10::IValue(identity));
  archive.write("curve",
                c10::IValue(evaluation::learning_curves_csv(to_learning_curves(finished, {}))));
  write_tensors(archive, "tensors", state.network.tensors());
  write_tensors(archive, "others", state.others);
  for (const auto& [name, text] : state.texts) archive.write("text." + name, c10::IValue(text));
  torch::serialize::OutputArchive optimiser;
  state.optimiser.save(optimiser);
  archive.write("optimiser", optimiser);
  std::ostringstream bytes;
  archive.save_to(bytes);
  const std::string archive_bytes = std::move(bytes).str();
  text::write_file_atomically(path, corpus::hash_bytes(archive_bytes) + archive_bytes);
}

std::vector<EpochReport> load_checkpoint(const std::filesystem::path& path,
                                         const std::string& identity, TrainingState& state) {
  if (!text::file_exists(path)) return {};
  const std::string bytes = read_archive(path);
  c10::IValue saved_identity, curve;
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(bytes.data(), bytes.size());
    archive.read("identity", saved_identity);
    archive.read("curve", curve);
    if (saved_identity.toStringRef() == identity) {
      const torch::NoGradGuard no_gradients;
      read_tensors(archive, "tensors", state.network.tensors());
      read_tensors(archive, "others", state.others);
      for (auto& [name, text] : state.texts) {
        c10::IValue value;
        archive.read("text." + name, value);
        text = value.toStringRef();
      }
      torch::serialize::InputArchive optimiser;
      archive.read("optimiser", optimiser);
      state.optimiser.load(optimiser);
      return to_epoch_reports(
          evaluation::parse_learning_curves(curve.toStringRef(), path.string()));
    }
  } catch (const c10::Error& error) {
    throw Error(
        ErrorCode::corrupt_data, path.string(),
        "is not a complete checkpoint (" + std::string(error.what_without_backtrace()) + ")",
        "must be removed to start this training again");
  }
  throw Error(ErrorCode::invalid_argument, path.string(), "is the checkpoint of another training",
              "must be removed, or another output given");
}

}  // namespace emovox::training
