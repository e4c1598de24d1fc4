// The coroutine type of a case body. It starts suspended, runs when resumed by its Context, and ends by returning or by
// a demand that does not hold.
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace vrrpspec::harness {

class Script {
 public:
  struct promise_type {
    Script get_return_object() { return Script{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    static std::suspend_always initial_suspend() noexcept { return {}; }
    static std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { failure = std::current_exception(); }
    std::exception_ptr failure;
  };

  Script() = default;
  explicit Script(std::coroutine_handle<promise_type> handle) : handle_{handle} {}
  Script(Script&& other) noexcept : handle_{std::exchange(other.handle_, {})} {}
  Script& operator=(Script&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  ~Script() {
    if (handle_) handle_.destroy();
  }

  [[nodiscard]] bool done() const { return !handle_ || handle_.done(); }
  void resume() { handle_.resume(); }
  /// What ended the body, if it was not its last line.
  [[nodiscard]] std::exception_ptr failure() const { return handle_ ? handle_.promise().failure : nullptr; }

 private:
  std::coroutine_handle<promise_type> handle_;
};

}  // namespace vrrpspec::harness
