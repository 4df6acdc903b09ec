#!/usr/bin/env python3
"""The same batch work under each program in one run. scale.py --annex DIR [--annex DIR] [--files 5000] [--big 1024]

start     one command that does nothing much (`version --raw`), mean of 20
add       `git annex add .` of the files, 1 to 20 kB each, 100 to a directory;  commit  `git commit` of them
find, whereis (--json), info, status   over them
add big   one file of --big MiB
get, get big, fsck   `git annex get` of them into a clone, from its origin's path;  fsck of all that
sync, no-op sync   the first `sync` there, and one with nothing to do
add one, sync one  one more file in that repository;  drop  `git annex drop .`"""
import argparse, random, time
from bench import Place, save


def measure(annex, a):
    figures, random_source = {}, random.Random(7)
    with Place(annex, "scale") as place:
        def work(name, *command, cwd):
            figures[name], why = place.seconds(*command, cwd=cwd, limit=a.limit)
            print(f"{annex}: {name}: " + (f"{figures[name]:.3f} s" if figures[name] is not None else f"failed: {why}"), flush=True)
        start = time.monotonic()
        for _ in range(20): place.run("git-annex", "version", "--raw")
        figures["start"] = (time.monotonic() - start) / 20
        print(f"{annex}: start: {figures['start'] * 1000:.1f} ms", flush=True)
        first, second = place.root / "A", place.root / "B"
        place.run("git", "init", "-q", str(first))
        work("init", "git", "annex", "init", "A", cwd=first)
        for i in range(a.files):
            folder = first / f"d{i // 100}"
            folder.mkdir(exist_ok=True)
            (folder / f"f{i}").write_bytes(random_source.randbytes(random_source.randint(1000, 20000)))
        work("add", "git", "annex", "add", ".", cwd=first)
        work("commit", "git", "commit", "-qm", "files", cwd=first)
        work("find", "git", "annex", "find", cwd=first)
        work("whereis", "git", "annex", "whereis", "--json", cwd=first)
        work("info", "git", "annex", "info", cwd=first)
        work("status", "git", "annex", "status", cwd=first)
        with open(first / "big", "wb") as file:
            for _ in range(a.big): file.write(random_source.randbytes(1 << 20))
        work("add big", "git", "annex", "add", "big", cwd=first)
        place.run("git", "commit", "-qm", "big", cwd=first, check=False)
        place.run("git", "clone", "-q", str(first), str(second))
        place.run("git", "annex", "init", "B", cwd=second, check=False)
        work("get", "git", "annex", "get", "--exclude=big", ".", cwd=second)
        work("get big", "git", "annex", "get", "big", cwd=second)
        work("fsck", "git", "annex", "fsck", ".", cwd=second)
        work("sync", "git", "annex", "sync", cwd=second)
        work("no-op sync", "git", "annex", "sync", cwd=second)
        (second / "one").write_text("one more\n")
        work("add one", "git", "annex", "add", "one", cwd=second)
        work("sync one", "git", "annex", "sync", cwd=second)
        # the file that only this clone has stays; all others have another copy
        work("drop", "git", "annex", "drop", "--exclude=one", ".", cwd=second)
    return figures


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--annex", action="append", required=True)
    p.add_argument("--files", type=int, default=5000)
    p.add_argument("--big", type=int, default=1024, help="MiB")
    p.add_argument("--limit", type=int, default=900, help="seconds for one command")
    p.add_argument("--json", help="file for the figures")
    a = p.parse_args()
    save(a.json, {annex: measure(annex, a) for annex in a.annex})


main()
