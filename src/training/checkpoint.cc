#include "training/checkpoint.h"

#include <torch/torch.h>

#include <cstring>
#include <sstream>

#include "emovox/error.h"
#include "files/whole_file.h"

namespace emovox::training {

void save_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     int finished_epochs, const TrainableNetwork& network,
                     torch::optim::Optimizer& optimiser) {
  torch::serialize::OutputArchive archive;
  archive.write("identity", c10::IValue(identity));
  archive.write("finished_epochs", c10::IValue(static_cast<int64_t>(finished_epochs)));
  torch::serialize::OutputArchive tensors;
  for (const auto& [name, tensor] : network.tensors()) tensors.write(name, tensor);
  archive.write("tensors", tensors);
  torch::serialize::OutputArchive state;
  optimiser.save(state);
  archive.write("optimiser", state);
  std::ostringstream bytes;
  archive.save_to(bytes);
  const std::string text = std::move(bytes).str();
  files::write_file_atomically(path, text);
}

int load_checkpoint(const std::filesystem::path& path, const std::string& identity,
                    TrainableNetwork& network, torch::optim::Optimizer& optimiser) {
  if (!std::filesystem::exists(path)) return 0;
  c10::IValue saved_identity, finished;
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path.string());
    archive.read("identity", saved_identity);
    archive.read("finished_epochs", finished);
    if (saved_identity.toStringRef() == identity) {
      const torch::NoGradGuard no_gradients;
      torch::serialize::InputArchive tensors, state;
      archive.read("tensors", tensors);
      for (const auto& [name, tensor] : network.tensors()) {
        torch::Tensor value;
        tensors.read(name, value);
        torch::Tensor(tensor).copy_(value);
      }
      archive.read("optimiser", state);
      optimiser.load(state);
      return static_cast<int>(finished.toInt());
    }
  } catch (const c10::Error& error) {
    throw Error(ErrorCode::corrupt_data, path.string(),
                "not a whole checkpoint (" + std::string(error.what_without_backtrace()) + ")",
                "remove it to start this training anew");
  }
  throw Error(ErrorCode::invalid_argument, path.string(), "the checkpoint of another training",
              "give another output, or remove it");
}

}  // namespace emovox::training
