#include "harness/report/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

#include "harness/report/text.hpp"

namespace vrrpspec::harness {
namespace {

using Row = TimelineMark::Row;
constexpr unsigned annotation_room = 14;
constexpr unsigned narrowest_plot = 20;

bool is_about_a_deadline(FindingKind kind) {
  return kind == FindingKind::early || kind == FindingKind::late || kind == FindingKind::missing;
}

/// What is drawn, and from when to when.
struct Scene {
  Instant from;
  Instant until;
  std::vector<TimelineMark> marks;
  std::optional<Instant> due;
};

TimelineMark due_mark(const Scene& scene, const Finding& finding, Instant due) {
  const auto shown = std::ranges::find_if(
      scene.marks, [&finding](const TimelineMark& m) { return m.frame != 0 && m.frame == finding.frame; });
  return {due, Row::model, shown == scene.marks.end() ? 'A' : shown->symbol, 0};
}

Scene make_scene(const CaseResult& result, const Finding& finding) {
  Scene scene;
  scene.from = finding.window ? finding.window->origin : result.origin;
  const std::optional<Instant> shown = instant_of(result, finding);
  if (finding.window) scene.until = finding.window->origin + finding.window->hi;
  if (shown) scene.until = std::max(scene.until, *shown);
  if (!finding.window && !shown) {
    for (const TimelineMark& mark : result.timeline) scene.until = std::max(scene.until, mark.at);
  }
  std::ranges::copy_if(result.timeline, std::back_inserter(scene.marks),
                       [&scene](const TimelineMark& mark) { return mark.at >= scene.from && mark.at <= scene.until; });
  if (finding.window && is_about_a_deadline(finding.kind)) {
    scene.due = finding.window->origin + finding.window->lo;
    const auto modelled = [](const TimelineMark& mark) { return mark.row == Row::model; };
    if (std::ranges::none_of(scene.marks, modelled)) scene.marks.push_back(due_mark(scene, finding, *scene.due));
  }
  return scene;
}

class Plot {
 public:
  Plot(Scene scene, unsigned width) : scene_{std::move(scene)}, width_{width} {
    for (const TimelineMark& mark : scene_.marks) used_.insert(column(mark.at));
  }

  [[nodiscard]] std::size_t column(Instant at) const {
    const auto span = (scene_.until - scene_.from).count();
    if (span <= 0) return 0;
    return static_cast<std::size_t>((at - scene_.from).count() * static_cast<std::int64_t>(width_ - 1) / span);
  }

  /// Seconds at the marks, as many as fit; those of `first` are placed before the others.
  [[nodiscard]] std::string axis(std::vector<Instant> first) const {
    for (const TimelineMark& mark : scene_.marks) first.push_back(mark.at);
    const auto span = scene_.until - scene_.from;
    using namespace std::chrono_literals;
    const int decimals = span >= 2s ? 1 : span >= 200ms ? 2 : span >= 20ms ? 3 : 4;
    std::string line;
    for (const Instant at : first) place(line, column(at), seconds(at - scene_.from, decimals));
    return line;
  }

  [[nodiscard]] std::string row(Row which) const {
    std::string line(used_.empty() ? 0 : *used_.rbegin() + 1, ' ');
    for (const std::size_t at : used_) line[at] = '.';
    for (const TimelineMark& mark : scene_.marks) {
      if (mark.row != which) continue;
      char& cell = line[column(mark.at)];
      cell = cell == '.' ? mark.symbol : '+';
    }
    return line;
  }

  /// Writes `text` at a column if the place and the blanks around it are free.
  static bool place(std::string& line, std::size_t at, const std::string& text) {
    const std::size_t begin = at == 0 ? 0 : at - 1;
    const std::size_t end = at + text.size() + 1;
    if (line.size() < end) line.resize(end, ' ');
    if (line.find_first_not_of(' ', begin) < end) return false;
    line.replace(at, text.size(), text);
    return true;
  }

 private:
  Scene scene_;
  unsigned width_;
  std::set<std::size_t> used_;
};

struct Annotation {
  Instant at;
  std::string text;
};

std::vector<Annotation> annotations(const Scene& scene, const CaseResult& result, const Finding& finding) {
  std::vector<Annotation> notes;
  if (scene.due) notes.push_back({*scene.due, finding.kind == FindingKind::early ? "^ not before" : "^ due, not sent"});
  if (const auto shown = instant_of(result, finding))
    notes.push_back({*shown, fmt::format("^ frame {}", finding.frame)});
  return notes;
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::optional<Instant> instant_of(const CaseResult& result, const Finding& finding) {
  if (finding.frame == 0) return std::nullopt;
  const auto mark = std::ranges::find(result.timeline, finding.frame, &TimelineMark::frame);
  if (mark == result.timeline.end()) return std::nullopt;
  return mark->at;
}

std::vector<std::string> draw_timeline(const CaseResult& result, const Finding& finding, unsigned width) {
  const Scene scene = make_scene(result, finding);
  if (scene.marks.empty()) return {};

  const std::string cause = finding.window ? finding.window->cause : "the start of the device";
  const std::array<std::string, 4> labels{"s after " + cause, "tester " + result.tester_address,
                                          "target " + result.target_address, "model"};
  const auto label_width = columns(*std::ranges::max_element(labels, {}, columns)) + 3;
  const unsigned taken = label_width + annotation_room;
  const Plot plot{scene, std::max(width > taken ? width - taken : 0, narrowest_plot)};

  const std::vector<Annotation> notes = annotations(scene, result, finding);
  std::vector<Instant> important{scene.from};
  for (const Annotation& note : notes) important.push_back(note.at);

  std::vector<std::string> lines{labels[0] + std::string(label_width - columns(labels[0]), ' ') + plot.axis(important)};
  for (const auto& [row, label] :
       {std::pair{Row::tester, labels[1]}, {Row::target, labels[2]}, {Row::model, labels[3]}}) {
    lines.push_back(label + std::string(label_width - columns(label), ' ') + plot.row(row));
  }
  std::vector<std::string> below{""};
  for (const Annotation& note : notes) {
    if (Plot::place(below.back(), plot.column(note.at), note.text)) continue;
    below.emplace_back();
    Plot::place(below.back(), plot.column(note.at), note.text);
  }
  for (const std::string& line : below) lines.push_back(std::string(label_width, ' ') + line);
  std::ranges::transform(lines, lines.begin(), without_trailing_blanks);
  std::erase(lines, "");
  return lines;
}

}  // namespace vrrpspec::harness
