// What a user says of routers, and what `check` makes of it.
#include "harness/cli/told.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/cli/program.hpp"
#include "tests/harness/cli/captures.hpp"

namespace vrrpspec::cli {
namespace {

using monitor::Told;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const IpAddress router = IpAddress::v4(192, 0, 2, 11);

std::string error_of(std::string_view text) {
  const auto told = parse_told(text);
  return told ? "none" : told.error();
}

TEST(Told, is_read_from_words) {
  const auto told = parse_told("192.0.2.11=prio:150,preempt:no,interval:1s,vrid:51");
  ASSERT_TRUE(told) << told.error();
  EXPECT_EQ(told->at(0), (Told{.router = router,
                               .vrid = Vrid::from(51),
                               .priority = Priority{150},
                               .preempt_mode = false,
                               .interval = Centiseconds{100}}));
  EXPECT_EQ(parse_told("fe80::1=preempt:yes")->at(0),
            (Told{.router = *IpAddress::parse("fe80::1"), .preempt_mode = true}));
}

TEST(Told, is_refused_with_what_is_wrong) {
  EXPECT_THAT(error_of("prio:150"), HasSubstr("names no router"));
  EXPECT_THAT(error_of("router=prio:150"), HasSubstr("names no router"));
  EXPECT_THAT(error_of("192.0.2.11="), HasSubstr("says nothing of the router"));
  EXPECT_THAT(error_of("192.0.2.11=prio"), HasSubstr("has no value"));
  EXPECT_THAT(error_of("192.0.2.11=prio:0"), HasSubstr("'0' is no priority"));
  EXPECT_THAT(error_of("192.0.2.11=prio:256"), HasSubstr("'256' is no priority"));
  EXPECT_THAT(error_of("192.0.2.11=preempt:maybe"), HasSubstr("not 'maybe'"));
  EXPECT_THAT(error_of("192.0.2.11=vrid:0"), HasSubstr("no VRID"));
  EXPECT_THAT(error_of("192.0.2.11=vrid:51"), HasSubstr("says nothing of the router"));
  EXPECT_THAT(error_of("192.0.2.11=interval:1"), HasSubstr("no Advertisement_Interval"));
  EXPECT_THAT(error_of("192.0.2.11=interval:256s"), HasSubstr("no Advertisement_Interval"));
  EXPECT_THAT(error_of("192.0.2.11=weight:5"), HasSubstr("there is no 'weight'"));
}

TEST(Told, is_read_from_what_vrrpspecd_makes_of_a_configuration) {
  const std::string dump =
      "vrrp_instance A {\n  virtual_router_id 51\n  priority 150\n  advert_int 0.25\n  nopreempt\n"
      "  virtual_ipaddress {\n    192.0.2.100/24\n  }\n}\n"
      "vrrp_instance B {\n  virtual_router_id 52\n  priority 100\n  advert_int 1\n  preempt\n  preempt_delay 5\n"
      "  virtual_ipaddress {\n    192.0.2.101/24\n  }\n  mcast_src_ip 192.0.2.9\n}\n"
      "vrrp_instance C {\n  virtual_router_id 51\n  virtual_ipaddress {\n    fe80::1/64\n  }\n}\n";
  const auto told = told_by_dump(dump, router);
  ASSERT_TRUE(told) << told.error();
  EXPECT_EQ(*told, (std::vector{Told{.router = router,
                                     .vrid = Vrid::from(51),
                                     .priority = Priority{150},
                                     .preempt_mode = false,
                                     .interval = Centiseconds{25}},
                                Told{.router = IpAddress::v4(192, 0, 2, 9),
                                     .vrid = Vrid::from(52),
                                     .priority = Priority{100},
                                     .interval = Centiseconds{100}}}));
  EXPECT_THAT(told_by_dump(dump, std::nullopt)->size(), 1U);
  EXPECT_THAT(told_by_dump("vrrp_instance A {\n}\n", std::nullopt).error(), HasSubstr("which router it is of"));
  const std::string one =
      "vrrp_instance A {\n  virtual_router_id 51\n  priority 1\n  virtual_ipaddress {\n    192.0.2.1/24\n  }\n}\n";
  std::string two = one;
  two.replace(two.find("priority 1"), 10, "priority 2");
  EXPECT_THAT(told_by_dump(one + two, router).error(), HasSubstr("two instances have VRID 51 and differ"));
  EXPECT_EQ(told_by_dump("", router).error(), "there is no vrrp_instance in the file");
}

/// `vrrpspec check` of the story of a preemption, by 192.0.2.11 with priority 150.
std::string check(const std::string& words) {
  const std::string command =
      "cd " + stories.string() + " && COLUMNS=200 " + VRRPSPEC_PROGRAM + " check " + words + " preemption.pcapng";
  const auto output = run_program({"sh", "-c", command});
  EXPECT_TRUE(output);
  return output ? output->text + "exit " + std::to_string(output->exit_status) : "";
}

TEST(CheckThatIsTold, finds_a_preemption_that_should_not_have_been) {
  EXPECT_THAT(check(""), AllOf(HasSubstr("exit 0"), Not(HasSubstr("told"))));
  EXPECT_THAT(check("--router 192.0.2.11=preempt:yes"), HasSubstr("exit 0"));
  EXPECT_THAT(check("--router 192.0.2.11=preempt:no"),
              AllOf(HasSubstr("told of 192.0.2.11: preempt no"), HasSubstr("INCONCLUSIVE"),
                    HasSubstr("early; as Backup"), HasSubstr("exit 3")));
  EXPECT_THAT(check("--router 192.0.2.11=preempt:no,vrid:52"), HasSubstr("exit 0"));
}

TEST(CheckThatIsTold, notes_what_is_otherwise_and_who_is_silent) {
  EXPECT_THAT(check("--router 192.0.2.11=prio:200"), HasSubstr("192.0.2.11 advertises priority 150, and 200 was told"));
  EXPECT_THAT(check("--router 192.0.2.13=vrid:51,prio:200,preempt:yes"),
              AllOf(HasSubstr("told of 192.0.2.13: priority 200, preempt yes, VRID 51; it sent no advert"),
                    HasSubstr("192.0.2.13 sent no advert, and was told to have priority 200")));
  EXPECT_THAT(check("--router 192.0.2.13=vrid:51,prio:50"), Not(HasSubstr("should have taken over")));
  EXPECT_THAT(
      check("--json --router 192.0.2.13=prio:50"),
      HasSubstr(R"("told":[{"router":"192.0.2.13","vrid":null,"priority":50,"preempt":null,"interval_ns":null)"));
}

TEST(CheckThatIsTold, reads_a_configuration) {
  const std::string file = testing::TempDir() + "vrrpspec_told_" + std::to_string(getpid()) + ".conf";
  std::ofstream{file} << "vrrp_instance A {\n interface eth0\n virtual_router_id 51\n priority 200\n nopreempt\n"
                         " virtual_ipaddress {\n 192.0.2.100\n }\n}\n";
  EXPECT_THAT(check("--config 192.0.2.12=" + file), HasSubstr("told of 192.0.2.12: priority 200, preempt no"));
  EXPECT_THAT(check("--config " + file), AllOf(HasSubstr("which router it is of"), HasSubstr("exit 2")));
  EXPECT_THAT(check("--router 192.0.2.12=preempt:yes --config 192.0.2.12=" + file), HasSubstr("exit 0"));
  std::ofstream{file}
      << "vrrp_instance A {\n state MASTER\n interface eth0\n virtual_router_id 51\n priority 200\n nopreempt\n"
         " virtual_ipaddress {\n 192.0.2.100\n }\n}\n";
  EXPECT_THAT(check("--config 192.0.2.12=" + file), HasSubstr("told of 192.0.2.12: priority 200, interval"));
  std::ofstream{file} << "vrrp_instance A {\n nonsense\n}\n";
  EXPECT_THAT(check("--config 192.0.2.12=" + file), AllOf(HasSubstr(file + ":2:2: error"), HasSubstr("exit 2")));
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace vrrpspec::cli
