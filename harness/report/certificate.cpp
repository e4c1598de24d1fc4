#include "harness/report/certificate.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "harness/report/json_duration.hpp"

namespace vrrpspec::harness {
namespace {

namespace json = boost::json;

std::string fine(Duration duration) {
  return fmt::format("{:.2f} ms", std::chrono::duration<double, std::milli>{duration}.count());
}

}  // namespace

std::string certificate_text(const NoiseCertificate& certificate) {
  const std::string lost =
      fmt::format("{} frame{} lost", certificate.lost_frames, certificate.lost_frames == 1 ? "" : "s");
  if (certificate.is_virtual) {
    return fmt::format("virtual time: nothing is late; resolution {}, calibrated; {}", fine(certificate.resolution),
                       lost);
  }
  return fmt::format("late by {} (p50), {} (p99), {} (max) in {} beats; {}, {} stolen, {} throttled; {} priority",
                     fine(certificate.beats.quantile(0.5)), fine(certificate.beats.quantile(0.99)),
                     fine(certificate.beats.max()), certificate.beats.count(), lost, fine(certificate.stolen),
                     fine(certificate.throttled), certificate.real_time ? "real-time" : "ordinary");
}

json::object certificate_object(const NoiseCertificate& certificate) {
  json::array histogram;
  for (const auto& [edge, count] : certificate.beats.buckets()) {
    histogram.push_back(json::object{{"edge_ns", edge.count()}, {"count", count}});
  }
  return {{"virtual", certificate.is_virtual},
          {"resolution_ns", certificate.resolution.count()},
          {"beats", certificate.beats.count()},
          {"p50_ns", certificate.beats.quantile(0.5).count()},
          {"p99_ns", certificate.beats.quantile(0.99).count()},
          {"max_ns", certificate.beats.max().count()},
          {"lost_frames", certificate.lost_frames},
          {"stolen_ns", certificate.stolen.count()},
          {"throttled_ns", certificate.throttled.count()},
          {"real_time", certificate.real_time},
          {"histogram", std::move(histogram)}};
}

NoiseCertificate certificate_of(const json::value& object) {
  NoiseCertificate certificate{.is_virtual = object.at("virtual").as_bool(),
                               .resolution = duration_of(object.at("resolution_ns")),
                               .lost_frames = object.at("lost_frames").to_number<std::uint64_t>(),
                               .stolen = duration_of(object.at("stolen_ns")),
                               .throttled = duration_of(object.at("throttled_ns")),
                               .real_time = object.at("real_time").as_bool()};
  std::vector<LatenessHistogram::Bucket> buckets;
  for (const json::value& bucket : object.at("histogram").as_array()) {
    buckets.push_back({duration_of(bucket.at("edge_ns")), bucket.at("count").to_number<std::uint64_t>()});
  }
  certificate.beats.merge(buckets, duration_of(object.at("max_ns")));
  return certificate;
}

}  // namespace vrrpspec::harness
