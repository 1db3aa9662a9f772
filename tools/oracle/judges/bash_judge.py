"""bash: the script is run with a stand-in for the launcher that writes down its arguments; nothing else can be started.

Refused: the launcher did not get every flag of the script in one command, or a line was taken for a command of its own.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
import bench

VERSION = re.search(r"version (\S+?)[(\s]", subprocess.run(["/bin/bash", "--version"], capture_output=True, text=True).stdout)[1]


def judge(case, folder):
    os.mkdir("bin")
    with open("bin/torchrun", "w") as file:
        file.write('#!/bin/bash\nprintf "%s\\n" "$@" >> "$ARGV"\necho -- >> "$ARGV"\n')
    os.chmod("bin/torchrun", 0o755)
    argv = os.path.join(folder, "argv")
    open(argv, "w").close()
    done = subprocess.run(["/bin/bash", case["file"]], env={"PATH": os.path.join(folder, "bin") + ":/usr/bin:/bin", "ARGV": argv}, capture_output=True, text=True, timeout=20)
    with open(argv) as file:
        calls = [call.strip("\n").split("\n") for call in file.read().split("--\n") if call]
    wanted = re.findall(r"--(\w+)", "\n".join(line for line in case["text"].split("\n") if not line.lstrip().startswith("#")))
    got = [word[2:] for call in calls for word in call if word.startswith("--")]
    odd = [word for call in calls for word in call if word != word.strip() or word == ""]
    if len(calls) != 1 or sorted(got) != sorted(wanted) or odd or "not found" in done.stderr:
        raise ValueError(f"{len(calls)} command(s) with {len(got)} of {len(wanted)} flags; {' '.join(done.stderr.split())[-80:]}")


bench.run(judge, f"bash {VERSION}")
