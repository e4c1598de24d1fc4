#include "impl/daemon/running_router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "impl/router/adverts.hpp"

namespace vrrpspec::impl {
namespace {

/// Then timers have their turn.
constexpr std::size_t questions_at_once = 64;

}  // namespace

RunningRouter::RunningRouter(InstanceConfiguration configuration, std::string link_name, Services services)
    : services_{std::move(services)},
      link_name_{std::move(link_name)},
      router_{configuration, *this, services_.now()} {}

RunningRouter::~RunningRouter() = default;

std::expected<void, Error> RunningRouter::attach(const Link& lower) {
  lower_ = lower;
  failed_on_.reset();
  failure_.reset();
  const InstanceConfiguration& configuration = router_.configuration();
  if (!configuration.unicast_peers.empty()) {
    auto peers = PeerSender::open(lower.index, configuration.family);
    if (!peers) return std::unexpected{peers.error()};
    peers_ = std::move(*peers);
  }
  auto link = VirtualLink::create(*services_.netlink, *services_.record, plan());
  if (!link) return std::unexpected{link.error()};
  link_ = std::move(*link);
  return listen();
}

void RunningRouter::remove() {
  ears_.clear();
  if (link_) report(link_->remove());
  link_.reset();
  opens_ = false;
  peers_.reset();
  lower_ = {};
}

std::expected<void, Error> RunningRouter::repair() {
  if (!link_) return {};
  const int before = link_->index();
  const auto repaired = link_->repair();
  if (link_->index() != before) report(listen());
  return repaired;
}

void RunningRouter::note_failure(const Link& lower, const Error& error) {
  failed_on_ = lower;
  failure_ = error.what;
}

std::vector<VirtualAddress> RunningRouter::addresses() const {
  return all_addresses(router_.configuration());
}

bool RunningRouter::needs_blackhole(const std::function<bool(const IpAddress&)>& of) const {
  if (!is_active() || router_.accepts_packets()) return false;
  return std::ranges::any_of(plan().addresses, of, &VirtualAddress::address);
}

void RunningRouter::reconfigure(const InstanceConfiguration& configuration, const Surroundings& surroundings) {
  router_.reconfigure(configuration, surroundings, services_.now());
}

void RunningRouter::on_configuration() {
  if (!link_) return;
  report(link_->change(plan()));
  report(listen());
}

/// Opens what hears the questions that are the daemon's to answer.
std::expected<void, Error> RunningRouter::listen() {
  ears_.clear();
  const VirtualLinkPlan all = plan();
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    std::vector<IpAddress> targets;
    if (!all.accepts)
      for (const VirtualAddress& one : all.addresses)
        if (one.address.family() == family) targets.push_back(one.address);
    const bool advertises_router = family == Family::ipv6 && all.family == family;
    if (targets.empty() && !advertises_router) continue;
    auto questions = QuestionListener::open(link_->index(), family);
    if (!questions) return std::unexpected{questions.error()};
    if (auto heard = questions->set_targets(targets); !heard) return heard;
    ears_.push_back(std::make_unique<Ear>(std::move(*questions), Watch{}));
    QuestionListener& listener = ears_.back()->questions;
    ears_.back()->watch = Watch{*services_.loop, listener.descriptor(), [this, &listener] {
                                  listener.receive(questions_at_once, [this](std::span<const std::uint8_t> frame) {
                                    const Instant now = services_.now();
                                    if (services_.trace != nullptr)
                                      services_.trace->frame_received(router_.configuration().name, frame, now);
                                    router_.on_question(frame, now);
                                  });
                                  services_.on_activity(*this);
                                }};
  }
  return {};
}

RouterStatus RunningRouter::status() const {
  RouterStatus status = router_.status(services_.now());
  status.link = link_name_;
  return status;
}

bool RunningRouter::send_frame(std::span<const std::uint8_t> frame) {
  if (services_.trace != nullptr) services_.trace->frame_sent(router_.configuration().name, frame, services_.now());
  return note_sending(services_.frames->send(lower_.index, frame));
}

bool RunningRouter::send_to_peer(const wire::IpHeader& header, std::span<const std::uint8_t> message) {
  if (services_.trace != nullptr)
    services_.trace->message_sent(router_.configuration().name, header, message, services_.now());
  return peers_ && note_sending(peers_->send(header, message));
}

/// The first failure of a row is told: a Master whose adverts do not leave is one of two.
bool RunningRouter::note_sending(int error) {
  const bool sent = error == 0;
  if (!sent && sends_)
    services_.on_error(router_.configuration().name, Error{fmt::format("cannot send on {}: {}", lower_.name,
                                                                       std::generic_category().message(error))});
  sends_ = sent;
  return sent;
}

void RunningRouter::announce_elsewhere(const std::string& device, const IpAddress& address) {
  const auto link = services_.netlink->link(device);
  if (!link || !*link) return;  // that it is missing has been told
  note_sending(services_.frames->send((*link)->index, announcement((*link)->mac, address)));
}

void RunningRouter::take_up(const StateDuties& duties) {
  if (!link_) return;
  opens_ = duties.forwards_virtual_mac_frames && duties.forwards_virtual_mac_frames->must;
  if (opens_ == link_->is_active()) return;
  if (opens_)
    report(link_->activate());
  else
    services_.close_soon(*this);
}

bool RunningRouter::close() {
  if (opens_ || !is_active()) return false;
  report(link_->deactivate());
  return true;
}

void RunningRouter::on_discard(const wire::IpHeader& header, wire::Discard discard) {
  services_.on_discard(router_.configuration().name, header, discard);
}

void RunningRouter::on_mismatch(const IpAddress& source, Mismatch mismatch) {
  services_.on_mismatch(router_.configuration().name, source, mismatch);
}

void RunningRouter::on_waiting(const std::string& why) {
  services_.on_waiting(router_.configuration().name, why);
}

void RunningRouter::on_priority(Priority before, Priority now) {
  services_.on_priority(router_.configuration().name, before, now);
}

void RunningRouter::on_transition(const Transition& transition) {
  services_.on_transition(router_.configuration(), status(), transition);
}

void RunningRouter::on_step(const Event& event, const Actions& actions, Instant at) {
  if (services_.trace != nullptr) services_.trace->step(router_.configuration().name, event, actions, at);
}

VirtualLinkPlan RunningRouter::plan() const {
  const InstanceConfiguration& configuration = router_.configuration();
  VirtualLinkPlan plan{.lower = lower_,
                       .name = link_name_,
                       .family = configuration.family,
                       .vrid = configuration.vrid,
                       .owner = configuration.priority == priority_owner,
                       .accepts = router_.accepts_packets(),
                       .addresses = all_addresses(configuration)};
  return plan;
}

void RunningRouter::report(const std::expected<void, Error>& result) {
  if (!result) services_.on_error(router_.configuration().name, result.error());
}

}  // namespace vrrpspec::impl
