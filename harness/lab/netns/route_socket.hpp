// What `ip` asks of the kernel, asked without a program: requests to routing netlink, each with its acknowledgement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/error.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

/// One message: a header of its kind (ifinfomsg, ifaddrmsg) and attributes.
class RouteRequest {
 public:
  template <typename Header>
  RouteRequest(std::uint16_t type, std::uint16_t flags, const Header& header) : type_{type}, flags_{flags} {
    append(&header, sizeof header);
  }
  void add(std::uint16_t attribute, std::span<const std::uint8_t> value);
  void add(std::uint16_t attribute, const std::string& text);  ///< with its NUL
  void add(std::uint16_t attribute, std::uint32_t number);
  /// Attributes added until end_nest() lie inside of this one, after `header` where its kind has one.
  std::size_t begin_nest(std::uint16_t attribute, std::span<const std::uint8_t> header = {});
  void end_nest(std::size_t nest);
  [[nodiscard]] std::vector<std::uint8_t> finished(std::uint32_t sequence) const;

 private:
  void append(const void* data, std::size_t size);

  std::uint16_t type_;
  std::uint16_t flags_;
  std::vector<std::uint8_t> body_;
};

/// Speaks for the namespace of the thread that opened it.
class RouteSocket {
 public:
  /// `groups`: what the kernel tells of unasked, RTMGRP_LINK for await_up(); such a socket asks nothing.
  static std::expected<RouteSocket, Error> open(std::uint32_t groups = 0);
  /// The error says that the kernel cannot do `what`, and why.
  std::expected<void, Error> ask(const RouteRequest& request, std::string_view what);
  /// Waits until the kernel has said that the interface can send (state UP).
  std::expected<void, Error> await_up(const std::string& interface, Duration patience);

 private:
  explicit RouteSocket(FileDescriptor socket) : socket_{std::move(socket)} {}

  FileDescriptor socket_;
  std::uint32_t sequence_{0};
};

}  // namespace vrrpspec::harness
