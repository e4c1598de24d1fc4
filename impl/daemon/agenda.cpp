#include "impl/daemon/agenda.hpp"

namespace vrrpspec::impl {

void Agenda::note(RunningRouter& router) {
  const auto deadline = router.router().next_deadline();
  const auto noted = noted_.find(&router);
  if (noted != noted_.end()) {
    if (deadline == noted->second) return;
    in_order_.erase({noted->second, &router});
    noted_.erase(noted);
  }
  if (!deadline) return;
  in_order_.emplace(*deadline, &router);
  noted_.emplace(&router, *deadline);
}

void Agenda::clear() {
  in_order_.clear();
  noted_.clear();
}

std::optional<Instant> Agenda::next_deadline() const {
  return in_order_.empty() ? std::nullopt : std::optional{in_order_.begin()->first};
}

RunningRouter* Agenda::due(Instant now) const {
  return in_order_.empty() || in_order_.begin()->first > now ? nullptr : in_order_.begin()->second;
}

}  // namespace vrrpspec::impl
