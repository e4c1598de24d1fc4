#include "harness/verdict/verdict.hpp"

namespace vrrpspec::harness {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::not_applicable:
      return "not_applicable";
    case Verdict::error:
      return "error";
  }
  return {};
}

std::string_view to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::early:
      return "early";
    case FindingKind::late:
      return "late";
    case FindingKind::missing:
      return "missing";
    case FindingKind::unexpected:
      return "unexpected";
    case FindingKind::wrong_content:
      return "wrong_content";
    case FindingKind::device:
      return "device";
    case FindingKind::lab:
      return "lab";
    case FindingKind::defect:
      return "defect";
  }
  return {};
}

std::string_view to_string(Knowledge knowledge) {
  switch (knowledge) {
    case Knowledge::known:
      return "known";
    case Knowledge::expired:
      return "expired";
    case Knowledge::passes_now:
      return "passes_now";
  }
  return {};
}

}  // namespace vrrpspec::harness
