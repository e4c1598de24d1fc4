// The guests of one run, seen from outside: portions of the cases are dealt to guests that are booted as others end,
// and what they tell is read as it comes. Whatever ends a guest before its work is done is an error of the case that
// ran in it; its other cases are dealt out again.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/cli/guest_plan.hpp"
#include "harness/cli/guest_stream.hpp"
#include "harness/cli/wall_clock.hpp"
#include "harness/lab/uml/guest.hpp"
#include "harness/run/run.hpp"
#include "harness/run/silence_rule.hpp"

namespace vrrpspec::cli {

/// Between two looks at the guests.
inline constexpr int glance_ms = 20;

class GuestCrew {
 public:
  /// `wall_timeout` is what a guest has to bring its next result; `out` is the folder of the cases as the user named
  /// it.
  GuestCrew(std::filesystem::path kernel, const std::vector<const harness::Case*>& cases, Duration wall_timeout,
            std::filesystem::path out, harness::RunObserver& observer)
      : kernel_{std::move(kernel)},
        cases_{cases},
        wall_timeout_{wall_timeout},
        out_{std::move(out)},
        observer_{observer} {}

  /// One guest a portion, `at_once` of them side by side, until all have ended or the observer wants to stop.
  void run(std::vector<GuestPlan> portions, std::size_t at_once);
  /// Of the cases that have ended, in their order.
  std::vector<harness::CaseResult> results();

 private:
  struct Running {
    GuestPlan plan;
    unsigned place{0};
    harness::Guest guest;
    Tail stream;
    Stopwatch silent;                        ///< since it told something
    std::map<std::string, Stopwatch> begun;  ///< cases without a result
    std::string latest;                      ///< the case that began last
  };

  [[nodiscard]] unsigned free_place() const;
  void boot(GuestPlan plan);
  bool look(Running& running);
  static std::string why_ended(const Running& running, const std::expected<int, harness::Error>& ended);
  void hear(Running& running, const std::string& line);
  void lose(const Running& running, const std::string& why, bool go_on);
  void give_up(const std::string& id, const std::string& why);
  void report(harness::CaseResult result);
  void tick();
  [[nodiscard]] const harness::Case& case_of(const std::string& id) const;

  std::filesystem::path kernel_;
  const std::vector<const harness::Case*>& cases_;
  Duration wall_timeout_;
  std::filesystem::path out_;
  harness::RunObserver& observer_;
  harness::SilenceRule silence_{[this](const harness::CaseResult& result) { observer_.on_result(result); }};
  std::vector<GuestPlan> waiting_;  ///< portions no guest has yet, the next one last
  std::vector<Running> running_;
  std::map<std::string, harness::CaseResult> results_;
  unsigned booted_{0};
  bool any_result_{false};  ///< has come from inside a guest
  bool stop_{false};
};

}  // namespace vrrpspec::cli
