// Events and actions of the model as JSON, as docs/reference/trace.md has them.
#pragma once

#include <boost/json/fwd.hpp>

#include "model/action.hpp"
#include "model/event.hpp"

namespace vrrpspec::impl {

/// `{"kind":"AdvertisementReceived","priority":150,"max_adver_int_cs":100,"source":"192.0.2.2"}`
boost::json::object event_json(const Event& event);
/// `{"clause":"S-430","order":"SetMasterDownTimer","after_s":0.609375}`
boost::json::object action_json(const Action& action);

}  // namespace vrrpspec::impl
