// What a step of the model costs. Goals: at most 30 ns a step, at most 128 bytes a router.
#include <benchmark/benchmark.h>

#include "model/virtual_router.hpp"

namespace vrrpspec {
namespace {

using namespace std::chrono_literals;

Parameters usual() {
  return {.vrid = *Vrid::from(1), .primary_address = IpAddress::v4(192, 0, 2, 1)};
}
AdvertisementReceived advert_of(int priority) {
  return {.priority = Priority{static_cast<std::uint8_t>(priority)},
          .max_adver_int = max_adver_int_default,
          .source = IpAddress::v4(192, 0, 2, 2)};
}
void report_sizes(benchmark::State& bench) {
  bench.counters["router_bytes"] = static_cast<double>(sizeof(VirtualRouter));
  bench.counters["actions_bytes"] = static_cast<double>(sizeof(Actions));
}

void backup_follows_master(benchmark::State& bench) {
  VirtualRouter router{usual(), rfc5798};
  Instant now{};
  router.handle(Startup{}, now);
  const Event event = advert_of(200);
  for (auto _ : bench) {
    now += 1s;
    benchmark::DoNotOptimize(router.handle(event, now));
  }
  report_sizes(bench);
}
BENCHMARK(backup_follows_master);

void master_advertises(benchmark::State& bench) {
  VirtualRouter router{usual(), rfc5798};
  router.handle(Startup{}, Instant{});
  router.advance(*router.next_deadline());
  for (auto _ : bench) benchmark::DoNotOptimize(router.advance(*router.next_deadline()));
  report_sizes(bench);
}
BENCHMARK(master_advertises);

void master_discards(benchmark::State& bench) {
  VirtualRouter router{usual(), rfc5798};
  router.handle(Startup{}, Instant{});
  router.advance(*router.next_deadline());
  const Event event = advert_of(50);
  const Instant now = *router.next_deadline();
  for (auto _ : bench) benchmark::DoNotOptimize(router.handle(event, now));
  report_sizes(bench);
}
BENCHMARK(master_discards);

/// Two steps, six and three actions: the longest way round.
void yield_and_take_over(benchmark::State& bench) {
  VirtualRouter router{usual(), rfc5798};
  router.handle(Startup{}, Instant{});
  router.advance(*router.next_deadline());
  const Event event = advert_of(200);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(router.handle(event, *router.next_deadline()));
    benchmark::DoNotOptimize(router.advance(*router.next_deadline()));
  }
  report_sizes(bench);
}
BENCHMARK(yield_and_take_over);

}  // namespace
}  // namespace vrrpspec
