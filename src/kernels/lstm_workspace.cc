#include "kernels/lstm_workspace.h"

namespace emovox::kernels {

template <class T>
LstmWorkspace<T>::LstmWorkspace() : buffers_(std::make_unique<Buffers>()) {}
template <class T>
LstmWorkspace<T>::LstmWorkspace(LstmWorkspace&&) noexcept = default;
template <class T>
LstmWorkspace<T>& LstmWorkspace<T>::operator=(LstmWorkspace&&) noexcept = default;
template <class T>
LstmWorkspace<T>::~LstmWorkspace() = default;

template class LstmWorkspace<float>;
template class LstmWorkspace<double>;

}  // namespace emovox::kernels
