"""vrrpspecd beside keepalived, for ci/bench: both in namespaces of their own on one machine at one time, each on its own
veth pair whose other end is here. What is compared is a ratio within the run. ci/bench starts this as the first process
of private namespaces, so that whatever is started ends with it.

CPU is what the scheduler counted (schedstat) for all processes of a daemon; the kernel's work for received frames is
that of who sent them. Instants are the kernel's stamps of frames on the device's interface.
"""

import argparse
import contextlib
import ctypes
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import struct
import subprocess
import sys
import time

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "build/release/bin"
RUN = pathlib.Path("/run")
NANOSECOND = 1e-9
PRIORITY = 100
MILLISECONDS = 1e3

# What Python has no names for.
SO_ATTACH_FILTER = 26
SO_TIMESTAMPNS = 35
ETH_P_ALL = 3
PACKET_OUTGOING = 4
VRRP_AT = 34  # of a frame whose IPv4 header has no options
# Filters of the kernel: operation, jump if true, jump if false, operand. What else comes is not to fill a queue.
VRRP = [(0x28, 0, 0, 12), (0x15, 0, 3, 0x0800), (0x30, 0, 0, 23), (0x15, 0, 1, 112), (0x06, 0, 0, 2048),
        (0x06, 0, 0, 0)]
PACKET_TYPE = 0xfffff004
SENT_VRRP = [(0x30, 0, 0, PACKET_TYPE), (0x15, 1, 0, PACKET_OUTGOING), (0x06, 0, 0, 0), *VRRP]


def report(name, **figures):
    print(json.dumps({"measured": name, **figures}), flush=True)


def shell(command):
    subprocess.run(command, shell=True, check=True)


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def configuration(routers, interval_cs, use_vmac, priority):
    """What both daemons read; the second round of announcements comes early, so that it is over when CPU is counted."""
    instances = [f"""
vrrp_instance R{vrid} {{
  interface v0
  version 3
  virtual_router_id {vrid}
  priority {priority}
  advert_int {interval_cs / 100}
  garp_master_delay 1
  {"use_vmac" if use_vmac else ""}
  virtual_ipaddress {{
    198.51.100.{vrid}/32
  }}
}}""" for vrid in range(1, routers + 1)]
    return "global_defs {\n  vrrp_version 3\n}\n" + "".join(instances) + "\n"


class Device:
    """A daemon in a namespace; `wire` is this end of its network."""

    def __init__(self, name, number):
        self.name = name
        self.wire = f"w{number}"
        self.log = RUN / f"{name}.log"
        self.file = RUN / f"{name}.conf"
        self.process = None
        shell(f"ip netns add {name} && ip link add {self.wire} type veth peer name v0 netns {name} && "
              f"ip link set {self.wire} up && nsenter --net=/run/netns/{name} sh -c "
              "'ip link set lo up && ip link set v0 up && ip address add 203.0.113.1/24 dev v0'")

    def command(self):
        if self.name == "vrrpspecd":
            return [PROGRAMS / "vrrpspecd", "--config", self.file, "--run-dir", RUN / self.name, "--log-to", "stderr"]
        return ["keepalived", "--dont-fork", "--vrrp", "--no-syslog", "--log-console", "--use-file", self.file,
                "--pid", RUN / f"{self.name}.pid", "--vrrp_pid", RUN / f"{self.name}-vrrp.pid"]

    @contextlib.contextmanager
    def running(self, routers=1, interval_cs=10, priority=PRIORITY):
        self.file.write_text(configuration(routers, interval_cs, self.name != "keepalived-plain", priority))
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(["nsenter", f"--net=/run/netns/{self.name}", *self.command()], stdout=log,
                                            stderr=log)
        try:
            yield
        finally:
            self.process.terminate()
            self.process.wait()

    def processes(self):
        """Its number and those of all that it started."""
        numbers = [self.process.pid]
        for number in numbers:
            for task in pathlib.Path(f"/proc/{number}/task").iterdir():
                numbers += [int(child) for child in (task / "children").read_text().split()]
        return numbers

    def cpu_ns(self):
        return sum(int((task / "schedstat").read_text().split()[0]) for number in self.processes()
                   for task in pathlib.Path(f"/proc/{number}/task").iterdir())

    def memory_kb(self):
        """Resident; the same with shared pages counted in shares, which other processes of a program make smaller; and
        of the shares what was written to, which is the daemon's own."""
        sums = dict.fromkeys(("Rss", "Pss", "Pss_Dirty"), 0)
        for number in self.processes():
            text = pathlib.Path(f"/proc/{number}/smaps_rollup").read_text()
            for field in sums:
                sums[field] += int(re.search(rf"^{field}: +(\d+)", text, re.MULTILINE)[1])
        return {field.lower(): value for field, value in sums.items()}

    def transitions(self):
        return len(re.findall(r"info transition |Entering \w+ STATE", self.log.read_text()))

    def await_transitions(self, count):
        end = time.monotonic() + 30
        while self.transitions() < count:
            if time.monotonic() > end or self.process.poll() is not None:
                sys.exit(f"bench: {self.name} made {self.transitions()} transitions instead of {count}: "
                         f"{self.log.read_text()[-1000:]}")
            time.sleep(0.02)


def socket_in(name):
    """A packet socket in a namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/self/ns/net") as here, open(RUN / "netns" / name) as there:
        if libc.setns(there.fileno(), 0) != 0:
            sys.exit(f"bench: cannot enter the namespace {name}: {os.strerror(ctypes.get_errno())}")
        try:
            return socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        finally:
            if libc.setns(here.fileno(), 0) != 0:
                sys.exit("bench: cannot leave a namespace")


class Capture:
    """VRRP adverts on a device's own interface, where no queue of the wire can lose what it sent:
    (stamp in s, sent by the device, VRID, priority)."""

    def __init__(self, device, program):
        self.socket = socket_in(device.name)
        code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in program))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                               struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind(("v0", ETH_P_ALL))

    def adverts(self, timeout=0.0):
        """All that have come; waits for the first one at most `timeout` s."""
        self.socket.settimeout(timeout)
        found = []
        while True:
            try:
                frame, beside, _, address = self.socket.recvmsg(2048, 64)
            except (BlockingIOError, TimeoutError):
                return found
            seconds, nanoseconds = struct.unpack("qq", beside[0][2])
            found.append((seconds + nanoseconds * NANOSECOND, address[2] == PACKET_OUTGOING, frame[VRRP_AT + 1],
                          frame[VRRP_AT + 2]))
            self.socket.settimeout(0)


@contextlib.contextmanager
def traffic(device, *words):
    process = subprocess.Popen([PROGRAMS / "vrrpspec_bench_traffic", device.wire, *map(str, words)],
                               stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def all_of(contexts):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(one) for one in contexts]


def cpu_percent(devices, seconds):
    """In % of a processor; and whether no state changed meanwhile. A window in which one did is tried again."""
    for _ in range(3):
        states = [device.transitions() for device in devices]
        begin = time.monotonic()
        before = [device.cpu_ns() for device in devices]
        time.sleep(seconds)
        after = [device.cpu_ns() for device in devices]
        span = time.monotonic() - begin
        steady = states == [device.transitions() for device in devices]
        if steady:
            break
    return [(end - start) * NANOSECOND / span * 100 for start, end in zip(before, after)], steady


def measure_cost(devices, options):
    """CPU and memory, as Backup and then as Master, of all devices at the same time."""
    print("cost: CPU in % of a processor; memory in kB as RSS, PSS, and written to")
    for interval_cs in (100, 10):
        for routers in (1, 50, 250):
            with all_of(device.running(routers, interval_cs) for device in devices):
                with all_of(traffic(device, "master", routers, interval_cs) for device in devices):
                    for device in devices:
                        device.await_transitions(routers)
                    time.sleep(0.5)
                    backup = cpu_percent(devices, options.seconds)
                for device in devices:
                    device.await_transitions(2 * routers)
                time.sleep(1.5)
                master = cpu_percent(devices, options.seconds)
                memory = [device.memory_kb() for device in devices]
            for state, (cpu, steady) in (("Backup", backup), ("Master", master)):
                figures = [{"cpu_percent": round(percent, 3), **{f"{key}_kb": kb for key, kb in kilobytes.items()}}
                           for percent, kilobytes in zip(cpu, memory)]
                ratios = {key.replace("_percent", "").replace("_kb", "") + "_ratio":
                          round(figures[0][key] / figures[1][key], 2) for key in figures[0]}
                shown = "; ".join(f"{device.name} " + ", ".join(str(value) for value in figure.values())
                                  for device, figure in zip(devices, figures))
                print(f"  {routers:3} {state} at {interval_cs:3} cs, of keepalived's "
                      f"{', '.join(f'{key} {value:.2f}' for key, value in ratios.items())}: {shown}"
                      + ("" if steady else " (states changed meanwhile: no figure)"))
                report("daemon-cost", routers=routers, state=state, interval_cs=interval_cs, steady=steady, **ratios,
                       **{f"{device.name}_{key}": value for device, figure in zip(devices, figures)
                          for key, value in figure.items()})


def measure_failover(devices, options):
    """Master_Down_Interval begins at the last advert of a Master that is killed, and should end at the device's first."""
    routers, interval_cs = 8, 10
    down_interval = interval_cs / 100 * (3 + (256 - PRIORITY) / 256)
    overshoots = {device.name: [] for device in devices}
    with all_of(device.running(routers, interval_cs) for device in devices):
        captures = [Capture(device, VRRP) for device in devices]
        for device in devices:
            device.await_transitions(2 * routers)
        for _ in range(options.repetitions):
            for device, capture in zip(devices, captures):
                capture.adverts()
                before = device.transitions()
                with traffic(device, "master", routers, interval_cs):
                    device.await_transitions(before + routers)
                    time.sleep(0.1)
                device.await_transitions(before + 2 * routers)
                time.sleep(0.1)
                last = {}
                for stamp, is_its_own, vrid, _ in capture.adverts():
                    if not is_its_own:
                        last[vrid] = stamp
                    elif vrid in last and stamp - last[vrid] > down_interval / 2:
                        overshoots[device.name].append((stamp - last.pop(vrid) - down_interval) * MILLISECONDS)
    figures = {}
    for name, values in overshoots.items():
        figures |= {f"{name}_{key}_ms": round(value, 3) for key, value in (
            ("min", min(values)), ("p50", percentile(values, 50)), ("p99", percentile(values, 99)))}
        print(f"failover, {name}: {len(values)} times, {figures[f'{name}_p50_ms']} ms (p50), "
              f"{figures[f'{name}_p99_ms']} ms (p99) after Master_Down_Interval")
    ratios = {f"{key}_ratio": round(figures[f"{devices[0].name}_{key}_ms"] / figures[f"{devices[1].name}_{key}_ms"], 2)
              for key in ("p50", "p99")}
    report("daemon-failover", **ratios, times=len(overshoots[devices[0].name]), **figures)


def measure_start(devices, options):
    """From the start of an owner's process to its first advert."""
    spans = {device.name: [] for device in devices}
    for _ in range(options.repetitions // 2):
        for device in devices:
            capture = Capture(device, SENT_VRRP)
            begin = time.time()
            with device.running(priority=255):
                adverts = []
                while not adverts:
                    adverts = capture.adverts(timeout=10)
                spans[device.name].append((adverts[0][0] - begin) * MILLISECONDS)
    medians = {name: statistics.median(values) for name, values in spans.items()}
    for name, values in spans.items():
        print(f"start, {name}: {medians[name]:.1f} ms to the first advert of an owner (median of {len(values)}), "
              f"{max(values):.1f} ms at most")
    report("daemon-start", p50_ratio=round(medians[devices[0].name] / medians[devices[1].name], 2),
           times=options.repetitions // 2, **{f"{name}_p50_ms": round(value, 2) for name, value in medians.items()},
           **{f"{name}_max_ms": round(max(values), 2) for name, values in spans.items()})


def lateness_ms(stamps, interval_cs):
    return [(later - sooner) * MILLISECONDS - interval_cs * 10 for sooner, later in zip(stamps, stamps[1:])]


def listen(capture, seconds):
    """What a device sends meanwhile."""
    end = time.monotonic() + seconds
    adverts = []
    while (left := end - time.monotonic()) > 0:
        adverts += capture.adverts(timeout=left)
    return adverts


def measure_junk(devices, options):
    """How late a Master's adverts are while junk comes in, and without it. Silence ends with the adverts afterwards."""
    interval_cs, seconds, figures, good = 10, 4, {}, True
    with all_of(device.running(1, interval_cs) for device in devices):
        for device in devices:
            device.await_transitions(2)
        rows = {device.name: {"quiet": [], "late": [], "rates": [], "cpu": []} for device in devices}
        states = {device.name: device.transitions() for device in devices}
        for _ in range(max(2, options.repetitions // 10)):
            for device in devices:
                capture, row = Capture(device, SENT_VRRP), rows[device.name]
                quiet = listen(capture, seconds / 2)
                row["quiet"] += lateness_ms([advert[0] for advert in quiet], interval_cs)
                before = device.cpu_ns()
                with traffic(device, "junk", 1, options.rate, seconds) as process:
                    begin, flooded = time.monotonic(), []
                    while process.poll() is None:
                        flooded += listen(capture, 0.1)
                    row["cpu"].append((device.cpu_ns() - before) * NANOSECOND / (time.monotonic() - begin) * 100)
                    row["rates"].append(int(process.stdout.read()))
                flooded = quiet[-1:] + flooded + capture.adverts(timeout=10)
                row["late"] += lateness_ms([advert[0] for advert in flooded], interval_cs)
                good = good and all(advert[3] == PRIORITY for advert in quiet + flooded)
                good = good and device.transitions() == states[device.name]
    for name, row in rows.items():
        figures |= {f"{name}_max_late_ms": round(max(row["late"]), 2),
                    f"{name}_p50_late_ms": round(percentile(row["late"], 50), 3),
                    f"{name}_quiet_max_late_ms": round(max(row["quiet"]), 2),
                    f"{name}_cpu_percent": round(statistics.mean(row["cpu"]), 1),
                    f"{name}_frames_per_s": min(row["rates"])}
        print(f"junk, {name}: {min(row['rates'])} frames/s or more; adverts {max(row['late']):.2f} ms late at most "
              f"({max(row['quiet']):.2f} ms without junk), {percentile(row['late'], 50):.3f} ms at p50; "
              f"{statistics.mean(row['cpu']):.1f} % of a processor")
    print("junk: no state changed" if good else "junk: A STATE CHANGED")
    report("daemon-junk", max_late_ratio=round(figures[f"{devices[0].name}_max_late_ms"] /
                                               figures[f"{devices[1].name}_max_late_ms"], 2),
           states_unchanged=good, **figures)
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", nargs="+", choices=["cost", "failover", "start", "junk"],
                        default=["cost", "failover", "start", "junk"])
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--repetitions", type=int, default=20)
    parser.add_argument("--rate", type=int, default=100_000)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    shell("mount -t tmpfs none /run")
    names = ["vrrpspecd", "keepalived", "keepalived-plain"]
    devices = [Device(name, number) for number, name in enumerate(names)]
    good = True
    if "cost" in options.parts:
        measure_cost(devices, options)
    if "failover" in options.parts:
        measure_failover(devices[:2], options)
    if "start" in options.parts:
        measure_start(devices[:2], options)
    if "junk" in options.parts:
        good = measure_junk(devices[:2], options)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
