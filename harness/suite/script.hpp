// The coroutine type of cases and of their steps. A Script starts suspended; awaiting it runs it and hands its value,
// or the exception that ended it, to the awaiter.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace vrrpspec::harness {

template <typename Value>
class [[nodiscard]] Script;

namespace detail {

/// Resumes whoever awaited the script; a body nobody awaited is resumed and watched by its Context.
struct FinalAwaiter {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <typename Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> handle) const noexcept {
    if (handle.promise().continuation) return handle.promise().continuation;
    return std::noop_coroutine();
  }
  void await_resume() const noexcept {}
};

struct PromiseBase {
  std::coroutine_handle<> continuation;
  std::exception_ptr failure;

  static std::suspend_always initial_suspend() noexcept { return {}; }
  static FinalAwaiter final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { failure = std::current_exception(); }
};

template <typename Value>
struct Promise : PromiseBase {
  std::optional<Value> value;
  Script<Value> get_return_object();
  void return_value(Value result) { value.emplace(std::move(result)); }
  Value take() { return std::move(*value); }
};

template <>
struct Promise<void> : PromiseBase {
  Script<void> get_return_object();
  void return_void() noexcept {}
  void take() noexcept {}
};

}  // namespace detail

template <typename Value = void>
class [[nodiscard]] Script {
 public:
  using promise_type = detail::Promise<Value>;

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
  void start() { handle_.resume(); }
  /// What ended the body, if it was not its last line.
  [[nodiscard]] std::exception_ptr failure() const { return handle_ ? handle_.promise().failure : nullptr; }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) noexcept {
    handle_.promise().continuation = awaiter;
    return handle_;
  }
  Value await_resume() {
    if (handle_.promise().failure) std::rethrow_exception(handle_.promise().failure);
    return handle_.promise().take();
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

template <typename Value>
Script<Value> detail::Promise<Value>::get_return_object() {
  return Script<Value>{std::coroutine_handle<Promise>::from_promise(*this)};
}
inline Script<void> detail::Promise<void>::get_return_object() {
  return Script<void>{std::coroutine_handle<Promise>::from_promise(*this)};
}

}  // namespace vrrpspec::harness
