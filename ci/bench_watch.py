"""vrrpspec watch under a flood, for ci/bench: 100 000 frames of protocol 112 a second for ten seconds over a veth pair in
a namespace of its own. What counts is whether watch heard every frame that was sent, and what it took for that.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "build/release/bin"
ENCLOSURE = ["unshare", "--user", "--map-root-user", "--net", "--fork", "--kill-child"]


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def measure(options):
    ip("link", "add", "near0", "type", "veth", "peer", "name", "far0")
    ip("link", "set", "near0", "up")
    ip("link", "set", "far0", "up")
    span = options.seconds + 3
    output = tempfile.TemporaryFile("w+")  # a pipe that nobody empties would hold it up
    watch = subprocess.Popen([PROGRAMS / "vrrpspec", "watch", "-i", "far0", "--for", f"{span}s", "--json"], stdout=output)
    time.sleep(1)
    flood = subprocess.run([PROGRAMS / "vrrpspec_bench_traffic", "near0", "junk", "7", str(options.rate),
                            str(options.seconds)], check=True, stdout=subprocess.PIPE, text=True)
    _, _, used = os.wait4(watch.pid, 0)
    output.seek(0)
    lines = output.read().splitlines()
    report = json.loads(lines[-1])
    losses = [line for line in lines[:-1] if json.loads(line)["event"] == "lost"]
    rate = int(flood.stdout)
    cpu = used.ru_utime + used.ru_stime
    print(f"watch: {rate} frames/s for {options.seconds} s: {report['packets']} heard of about "
          f"{rate * options.seconds}, {len(losses)} notices of loss, {cpu / options.seconds:.2f} processors, "
          f"{used.ru_maxrss / 1024:.0f} MiB")
    print(json.dumps({"bench": "watch", "rate": rate, "seconds": options.seconds, "heard": report["packets"],
                      "losses": len(losses), "cpu_s": round(cpu, 2), "rss_kib": used.ru_maxrss}))
    return not losses and report["packets"] >= 0.999 * rate * options.seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--enclosed", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.enclosed:
        sys.exit(0 if measure(options) else 1)
    sys.exit(subprocess.run([*ENCLOSURE, sys.executable, __file__, "--enclosed", *sys.argv[1:]]).returncode)


if __name__ == "__main__":
    main()
