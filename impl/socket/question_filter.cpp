#include "impl/socket/question_filter.hpp"

#include <linux/if_packet.h>

#include <cstddef>
#include <cstdint>

namespace vrrpspec::impl {
namespace {

using Program = std::vector<sock_filter>;

constexpr std::uint32_t whole_frame = 0xffffffff;
constexpr std::size_t words_of_ipv6 = 4;

void load(Program& program, std::uint16_t size, std::uint32_t offset) {
  program.push_back({static_cast<std::uint16_t>(BPF_LD | BPF_ABS | size), 0, 0, offset});
}

void drop(Program& program) {
  program.push_back({BPF_RET | BPF_K, 0, 0, 0});
}

void accept(Program& program) {
  program.push_back({BPF_RET | BPF_K, 0, 0, whole_frame});
}

/// Jumps over so many instructions when the loaded value is another one.
void skip_unless(Program& program, std::uint32_t value, std::size_t count) {
  program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, static_cast<std::uint8_t>(count), value});
}

void require(Program& program, std::uint32_t value) {
  program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value});
  drop(program);
}

/// To this machine, to all or to a group. Not what the machine loops back to itself, and not what is for others: so the
/// kernel marks a frame whose VLAN tag it took off and whose VLAN is no interface here.
void require_own(Program& program) {
  static_assert(PACKET_HOST < PACKET_MULTICAST && PACKET_BROADCAST < PACKET_MULTICAST);
  static_assert(PACKET_OTHERHOST > PACKET_MULTICAST && PACKET_LOOPBACK > PACKET_MULTICAST);
  load(program, BPF_B, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE));
  program.push_back({BPF_JMP | BPF_JGT | BPF_K, 0, 1, PACKET_MULTICAST});
  drop(program);
}

/// What tells a question from everything else; the offsets are those of RFC 826 and RFC 8200 behind Ethernet.
Program questions(Family family) {
  Program program;
  require_own(program);
  if (family == Family::ipv4) {
    load(program, BPF_W, 14);
    require(program, 0x0001'0800);  // Ethernet, IPv4
    load(program, BPF_W, 18);
    require(program, 0x0604'0001);  // lengths of their addresses; request
  } else {
    load(program, BPF_H, 20);
    require(program, 0x3aff);  // ICMPv6, Hop Limit 255
    load(program, BPF_H, 54);
    skip_unless(program, 0x8500, 1);  // Router Solicitation, code 0
    accept(program);
    require(program, 0x8700);  // Neighbor Solicitation, code 0
  }
  return program;
}

std::uint32_t word_of(const IpAddress& address, std::size_t index) {
  const auto octets = address.octets().subspan(index * 4, 4);
  return static_cast<std::uint32_t>(octets[0]) << 24 | static_cast<std::uint32_t>(octets[1]) << 16 |
         static_cast<std::uint32_t>(octets[2]) << 8 | octets[3];
}

void accept_ipv4(Program& program, std::span<const IpAddress> targets) {
  load(program, BPF_W, 38);
  for (const IpAddress& target : targets) {
    skip_unless(program, word_of(target, 0), 1);
    accept(program);
  }
}

/// The target is copied into the four words of memory first: loads from the frame are dear to the kernel.
void accept_ipv6(Program& program, std::span<const IpAddress> targets) {
  for (std::uint32_t word = 0; word < words_of_ipv6; ++word) {
    load(program, BPF_W, 62 + word * 4);
    program.push_back({BPF_ST, 0, 0, word});
  }
  for (const IpAddress& target : targets) {
    for (std::size_t left = words_of_ipv6; left > 0; --left) {
      const std::size_t word = left - 1;  // the last differs most often
      program.push_back({BPF_LD | BPF_MEM, 0, 0, static_cast<std::uint32_t>(word)});
      skip_unless(program, word_of(target, word), word * 2 + 1);
    }
    accept(program);
  }
}

}  // namespace

std::vector<sock_filter> question_filter(Family family, std::span<const IpAddress> targets) {
  Program program = questions(family);
  if (family == Family::ipv4) {
    accept_ipv4(program, targets);
  } else {
    accept_ipv6(program, targets);
  }
  drop(program);
  if (program.size() > BPF_MAXINSNS) program.clear();
  return program;
}

std::vector<sock_filter> any_question_filter(Family family) {
  Program program = questions(family);
  accept(program);
  return program;
}

}  // namespace vrrpspec::impl
