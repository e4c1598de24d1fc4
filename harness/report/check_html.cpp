#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {
namespace {

using monitor::Group;
using monitor::Member;

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 66rem; padding: 0 1rem; color: #1b1b1b; background: #fff; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; }
td { border-top: 1px solid #ddd; } .time { width: 100%; height: auto; } .fail { color: #a00000; font-weight: bold; }
.inconclusive { color: #7a4b00; font-weight: bold; } .pass { color: #005c1f; } .scroll { overflow-x: auto; }
@media print { body { max-width: none; } }
</style>
)";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

/// The picture of one virtual router: a lane for each router, what it was Master for as bars, two Masters as a band
/// across, findings as marks.
class TimeLine {
 public:
  TimeLine(const Group& group, Instant origin)
      : group_{group},
        origin_{origin},
        from_{group.first_seen()},
        length_{std::max<Duration>(group.last_seen() - group.first_seen(), std::chrono::milliseconds{1})} {}

  std::string draw() {
    const std::size_t lanes = group_.members().size();
    const int height = top + static_cast<int>(lanes) * lane + bottom;
    svg_ = fmt::format(R"(<svg class="time" viewBox="0 0 {} {}" role="img" aria-label="Who was Master when">)"
                       "\n",
                       width, height);
    for (const monitor::TwoMasters& both : group_.two_masters()) {
      box(both.from, both.to, top, static_cast<int>(lanes) * lane, "#f6c7c7", "both MASTER");
    }
    for (std::size_t i = 0; i < lanes; ++i) label(i);
    for (const monitor::Reign& reign : group_.reigns()) {
      box(reign.from, reign.to, y_of(reign.router) + 16, lane - 22, "#2f6db5", reign_words(group_, reign));
    }
    for (std::size_t i = 0; i < lanes; ++i) marks(i);
    axis(top + static_cast<int>(lanes) * lane);
    return svg_ + "</svg>\n";
  }

 private:
  static constexpr int width = 1000, left = 10, right = 30, top = 6, lane = 40, bottom = 24;

  [[nodiscard]] static int y_of(std::size_t router) { return top + static_cast<int>(router) * lane; }
  [[nodiscard]] double x_of(Instant at) const {
    const double part = static_cast<double>((at - from_).count()) / static_cast<double>(length_.count());
    return left + std::clamp(part, 0.0, 1.0) * (width - left - right);
  }
  void box(Instant from, Instant to, int y, int height, std::string_view colour, std::string_view title) {
    svg_ += fmt::format(R"(<rect x="{:.1f}" y="{}" width="{:.1f}" height="{}" fill="{}"><title>{}</title></rect>)"
                        "\n",
                        x_of(from), y, std::max(2.0, x_of(to) - x_of(from)), height, colour, escaped(title));
  }
  void label(std::size_t router) {
    svg_ += fmt::format(R"(<text x="{}" y="{}" font-size="12">{}</text>)"
                        "\n",
                        left, y_of(router) + 12, to_string(group_.members()[router].address));
  }
  void marks(std::size_t router) {
    constexpr std::size_t most = 500;
    const auto& findings = group_.members()[router].monitor.findings();
    for (std::size_t i = 0; i < std::min(findings.size(), most); ++i) {
      const double x = x_of(findings[i].at);
      const int y = y_of(router) + 16;
      svg_ += fmt::format(R"(<path d="M{:.1f} {} l-5 -9 h10 z" fill="#a00000"><title>{} (packet {})</title></path>)"
                          "\n",
                          x, y, monitor::to_string(findings[i].deviation), findings[i].packet);
    }
  }
  void axis(int y) {
    constexpr int parts = 5;
    for (int i = 0; i <= parts; ++i) {
      const Instant at = from_ + length_ / parts * i;
      svg_ += fmt::format(R"(<path d="M{0:.1f} {1} v-{2}" stroke="#999" stroke-width="0.5"/>)"
                          R"(<text x="{0:.1f}" y="{3}" font-size="11" text-anchor="{4}">{5} s</text>)"
                          "\n",
                          x_of(at), y, y - top, y + 14, i == 0 ? "start" : "middle", seconds(at - origin_, 1));
    }
  }

  const Group& group_;
  Instant origin_;
  Instant from_;
  Duration length_;
  std::string svg_;
};

std::string masters_table(const Group& group, Instant origin) {
  std::string html = "<table><tr><th>From</th><th>Master</th><th>Why</th><th>Packet</th></tr>\n";
  for (const monitor::Reign& reign : group.reigns()) {
    html += fmt::format("<tr><td>{} s</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", seconds(reign.from - origin),
                        to_string(group.members()[reign.router].address), escaped(reign_words(group, reign)),
                        reign.first_packet);
  }
  return html + "</table>\n";
}

std::string rejects_table(const Group& group) {
  const std::vector<std::string> rejects = rejects_words(group);
  if (rejects.empty()) return "";
  std::string html = "<table><tr><th>Rejects</th></tr>\n";
  for (const std::string& words : rejects) html += fmt::format("<tr><td>{}</td></tr>\n", escaped(words));
  return html + "</table>\n";
}

std::string rules_table(const Member& member, Instant origin) {
  std::string html = "<table><tr><th>Verdict</th><th>Clause</th><th>What was seen</th></tr>\n";
  for (const JudgedRule& rule : judged_rules(member, origin)) {
    static constexpr std::array classes{"fail", "inconclusive", "pass"};
    html += fmt::format("<tr><td class=\"{}\">{}{}</td><td title=\"{}\">{}</td><td>{}</td></tr>\n",
                        classes[static_cast<std::size_t>(rule.judgement)], to_string(rule.judgement),
                        rule.judgement == Judgement::pass ? fmt::format("({})", rule.count) : "",
                        escaped(clause_words(rule.clause)), to_string(rule.clause), escaped(rule.sentence));
  }
  return html + "</table>\n";
}

}  // namespace

std::string check_html(const CheckReport& report) {
  const monitor::Judge& judge = report.judge;
  const Instant origin = judge.first();
  std::string html{head};
  html += fmt::format("<title>{0}</title></head><body>\n<h1>{0}</h1>\n<p>{1} packets, {2} adverts, {3} s.</p>\n",
                      escaped(report.file), judge.counts().packets, judge.counts().adverts,
                      seconds(judge.last() - judge.first(), 3));
  if (!report.damage.empty()) html += fmt::format("<p class=\"fail\">{}</p>\n", escaped(report.damage));
  for (const std::string& note : capture_notes(report)) html += fmt::format("<p>{}.</p>\n", escaped(note));
  for (const auto& [key, group] : judge.groups()) {
    html += fmt::format("<section><h2>{}</h2>\n<div class=\"scroll\">{}</div>\n", escaped(group_words(key, report)),
                        TimeLine{group, origin}.draw());
    constexpr std::size_t most = 20;
    for (const monitor::NoMaster& none : monitor::without_master(group, judge.last()) | std::views::take(most)) {
      html += fmt::format("<p><span class=\"inconclusive\">No Master</span> {}.</p>\n",
                          escaped(no_master_words(group, none, origin)));
    }
    for (const monitor::TwoMasters& both : group.two_masters()) {
      html += fmt::format("<p><span class=\"fail\">Both MASTER:</span> {}.</p>\n",
                          escaped(two_masters_words(group, both, origin)));
    }
    for (const monitor::Rival& rival : group.claims().rivals()) {
      html += fmt::format("<p><span class=\"inconclusive\">Also claims:</span> {}.</p>\n",
                          escaped(rival_words(group, rival, origin)));
    }
    html += masters_table(group, origin);
    html += rejects_table(group);
    for (const Member& member : group.members()) {
      html += fmt::format("<h3>{}</h3>\n<p>{}</p>\n", to_string(member.address), escaped(dialect_words(member)));
      for (const std::string& words : reservations(member)) {
        html += fmt::format("<p class=\"inconclusive\">{}</p>\n", escaped(words));
      }
      html += rules_table(member, origin);
      if (const Coverage covered = coverage(member); !covered.not_exercised.empty())
        html += fmt::format("<p>Not exercised: {}.</p>\n", keys_words(covered.not_exercised));
    }
    for (const std::string& words : group_notes(group)) html += fmt::format("<p>{}.</p>\n", escaped(words));
    for (const std::string& words : advice(group, report.judge.last()))
      html += fmt::format("<p>Note: {}.</p>\n", escaped(words));
    html += "</section>\n";
  }
  if (judge.counts().adverts == 0) html += "<p>No VRRP advertisement in it: nothing was judged.</p>\n";
  html += fmt::format("<p>Tolerances: {}.</p>\n", escaped(tolerances_words(judge.settings().tolerances)));
  return html + "</body></html>\n";
}

}  // namespace vrrpspec::harness
