// Our side of the one-utterance rows.
#include "bench/single.h"
#include "model/network.h"

namespace emovox::bench {
namespace {

class NetworkInference : public Inference {
 public:
  explicit NetworkInference(const SingleUtterance& utterance)
      : utterance_(utterance), network_(utterance.file) {}

  void forward() override { outputs_ = network_.lstm_outputs(utterance_.features); }
  std::vector<float> outputs() const override { return outputs_.values; }

 private:
  const SingleUtterance& utterance_;
  Network network_;
  FrameMatrix outputs_;
};

}  // namespace

std::unique_ptr<Inference> make_network(const SingleUtterance& utterance) {
  return std::make_unique<NetworkInference>(utterance);
}

}  // namespace emovox::bench
