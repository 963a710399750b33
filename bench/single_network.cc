// The measurement of our network for one utterance.
#include "bench/single.h"
#include "model/network.h"

namespace emovox::bench {
namespace {

class NetworkInference : public Inference {
 public:
  NetworkInference(const SingleUtterance& utterance, WeightPrecision precision)
      : utterance_(utterance), network_(utterance.file, precision) {}

  void forward() override { outputs_ = network_.lstm_outputs(utterance_.features, kThreads); }
  std::vector<float> outputs() const override { return outputs_.values; }

 private:
  const SingleUtterance& utterance_;
  Network network_;
  FrameMatrix outputs_;
};

}  // namespace

std::unique_ptr<Inference> make_network(const SingleUtterance& utterance,
                                        WeightPrecision precision) {
  return std::make_unique<NetworkInference>(utterance, precision);
}

}  // namespace emovox::bench
