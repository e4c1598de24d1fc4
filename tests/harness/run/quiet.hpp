// Somebody who watches a run and says nothing.
#pragma once

#include "harness/run/run.hpp"

namespace vrrpspec::harness {

class Quiet final : public RunObserver {
 public:
  void on_result(const CaseResult& /*result*/) override {}
};

}  // namespace vrrpspec::harness
