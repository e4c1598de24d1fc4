"""vrrpspec check beside libpcap, tcpdump and tshark, for ci/bench: adverts of one Master, one a second, each with an
identification of its own, in a pcap file in the page cache. What is compared is CPU time within one run, and resident
memory as the number of packets grows.
"""

import argparse
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "build/release/bin"
ADVERT = bytes.fromhex(
    "01005e000012" "00005e000133" "0800"                    # Ethernet: the group, the virtual router, IPv4
    "45c0" "0020" "0000" "0000" "ff70" "0000"               # 32 octets, TTL 255, protocol 112
    "c000020b" "e0000012"                                   # 192.0.2.11 to 224.0.0.18
    "3133" "6401" "0064" "0000" "c0000264")                 # VRID 51, priority 100, 1 s, 192.0.2.100
HEADER = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
BLOCK = 100_000


def checksum(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def frame():
    octets = bytearray(ADVERT)
    pseudo = octets[26:34] + struct.pack("!IBBH", 12, 0, 0, 112)
    struct.pack_into("!H", octets, 40, checksum(bytes(octets[34:]) + bytes(pseudo)))
    return octets.ljust(60, b"\0")


def write(stream, packets):
    octets = frame()
    stream.write(HEADER)
    for begin in range(0, packets, BLOCK):
        records = bytearray()
        for second in range(begin, min(begin + BLOCK, packets)):
            struct.pack_into("!H", octets, 18, second & 0xffff)
            records += struct.pack("<IIII", second, 0, len(octets), len(octets)) + octets
        stream.write(records)


def usage_of(argv):
    """CPU seconds, standard output, exit code."""
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    text = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, text, child.returncode


def least(run, repetitions):
    return min((run() for _ in range(repetitions)), key=lambda used: used[0])


def memory_of(packets):
    """The largest resident set in KiB, of a capture that is never whole in memory or on a disk."""
    child = subprocess.Popen([PROGRAMS / "vrrpspec", "check", "--quiet", "-"], stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL)
    write(child.stdin, packets)
    child.stdin.flush()
    status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
    child.stdin.close()
    if child.wait() != 0:
        sys.exit("bench: vrrpspec check found fault with adverts that are in time")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packets", type=int, default=2_000_000)
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    loops = json.loads(subprocess.run(
        [PROGRAMS / "vrrpspec_bench_capture", "--benchmark_filter=^(empty_libpcap_loop|our_judge)/pcapng:0$",
         f"--benchmark_repetitions={options.repetitions}", "--benchmark_format=json",
         "--benchmark_enable_random_interleaving=true"],  # a slow moment of the machine hits both
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
    rates = {}
    for row in loops["benchmarks"]:
        if row["run_type"] == "iteration":
            rates[row["name"].split("/")[0]] = max(rates.get(row["name"].split("/")[0], 0), row["items_per_second"])
    figures = {"libpcap_packets_per_s": round(rates["empty_libpcap_loop"]),
               "judge_packets_per_s": round(rates["our_judge"]),
               "judge_per_libpcap": round(rates["our_judge"] / rates["empty_libpcap_loop"], 2)}
    with tempfile.TemporaryDirectory(prefix="vrrpspec-bench-") as folder:
        path = pathlib.Path(folder) / "adverts.pcap"
        with path.open("wb") as stream:
            write(stream, options.packets)
        cpu, text, code = least(lambda: usage_of([PROGRAMS / "vrrpspec", "check", "--quiet", path]),
                                   options.repetitions)
        if code != 0:
            sys.exit(f"bench: vrrpspec check ended with exit code {code}:\n{text.decode()}")
        figures["check_cpu_s"] = round(cpu, 3)
        for name, argv, repetitions in (("tcpdump", ["tcpdump", "-n", "-r", path], 2),
                                        ("tshark", ["tshark", "-n", "-r", path], 1)):
            if shutil.which(name) is None:
                print(f"{name} is not installed: not compared")
                continue
            theirs = least(lambda: usage_of(argv), repetitions)[0]
            figures[f"{name}_cpu_s"] = round(theirs, 2)
            figures[f"{name}_per_check"] = round(theirs / cpu, 1)
    for packets in (options.packets // 10, options.packets, 10 * options.packets):
        figures[f"rss_kib_{packets}_packets"] = memory_of(packets)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    print(json.dumps({"measured": "check", "packets": options.packets, **figures}))


if __name__ == "__main__":
    main()
