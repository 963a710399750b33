// Runs a check once for each instruction set that this machine has and the kernels were built for.
#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <iostream>

namespace emovox::kernels {

template <class Check>
void for_every_target(const Check& check) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    check();
    std::cout << "  ran on " << hwy::TargetName(target) << '\n';
    hwy::SetSupportedTargetsForTest(0);
  }
  hwy::GetChosenTarget().DeInit();
}

}  // namespace emovox::kernels
