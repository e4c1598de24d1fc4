// Results made by hand, one of each verdict, as a run would give them.
#pragma once

#include <vector>

#include "harness/report/run_info.hpp"
#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness::sample {

RunInfo run();
/// Skew_Time ran as Master_Down_Interval: late by three seconds.
CaseResult late();
/// The owner waited before its first advert, so long as the kernel kept it off the CPU.
CaseResult excused();
CaseResult passed();
CaseResult not_applicable();
/// The device died; its log holds an escape sequence and an octet that is not UTF-8.
CaseResult died();
/// A field of an advert holds the wrong value: no window.
CaseResult wrong_field();
/// An advert came before Master_Down_Interval.
CaseResult early();
/// All of the above.
std::vector<CaseResult> all();
/// A quiet machine: 98 beats were late by 60 us, two by milliseconds.
NoiseCertificate certificate();

}  // namespace vrrpspec::harness::sample
