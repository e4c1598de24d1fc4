// The noise certificate of a run: as one line for people, and as a JSON object that can be read back and merged.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "harness/lab/noise_certificate.hpp"

namespace vrrpspec::harness {

/// "late by 0.06 ms (p50), 0.31 ms (p99), 2.10 ms (max) in 2341 beats; …"
std::string certificate_text(const NoiseCertificate& certificate);

boost::json::object certificate_object(const NoiseCertificate& certificate);
/// Throws what Boost.JSON and the standard library throw when something is missing or of the wrong kind.
NoiseCertificate certificate_of(const boost::json::value& object);

}  // namespace vrrpspec::harness
