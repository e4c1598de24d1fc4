// A device that says nothing at all breaks no clause, it is no router: as long as no case has heard it, failures are
// held back, and if none ever does, they are errors.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

class SilenceRule {
 public:
  using Report = std::function<void(const CaseResult&)>;
  /// `advice` is for who asks why the device is silent; empty: the end of its log is.
  explicit SilenceRule(Report report, std::string advice = {})
      : report_{std::move(report)}, advice_{std::move(advice)} {}
  /// Reports the result now or later, until end() at the latest; it stays where it is until then.
  void add(CaseResult& result);
  /// No more results come.
  void end();

 private:
  void release();

  Report report_;
  std::string advice_;
  std::vector<CaseResult*> held_;
  bool device_spoke_{false};
};

}  // namespace vrrpspec::harness
