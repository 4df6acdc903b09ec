#!/usr/bin/env python3
"""The assistant's start on a repository of unchanged files. startup.py --annex DIR [--annex DIR] [--files 20000] [--maker DIR]

Half of the files are annexed, half are small ones kept in git; --maker's git-annex (the first --annex unless given) makes the
repository once. For each program: seconds from the start until a file that is written 0.2 s later is committed, memory with all
children then, and the CPU seconds of --idle seconds (30) in which nothing happens."""
import argparse, random, time
from bench import Place, save, tree, wait


def make(place, repo, files):
    place.run("git", "init", "-q", str(repo))
    place.run("git-annex", "init", "start", cwd=repo)
    (repo / ".gitattributes").write_text("*.txt annex.largefiles=nothing\n")
    for i in range(files // 2):
        folder = repo / f"d{i // 200}"
        folder.mkdir(exist_ok=True)
        (folder / f"f{i}.bin").write_bytes(random.randbytes(200))
        (folder / f"t{i}.txt").write_text(f"text {i}\n")
    place.run("git-annex", "add", "--quiet", ".", cwd=repo)
    place.run("git", "commit", "-qm", "all", cwd=repo)


def measure(annex, repo, number, a):
    with Place(annex, "startup") as place:
        def head(): return place.run("git", "rev-parse", "HEAD", cwd=repo)
        before, start = head(), time.monotonic()
        daemon = place.assistant(repo)
        time.sleep(0.2)
        (repo / f"new{number}.bin").write_bytes(random.randbytes(5000))
        if wait(lambda: head() != before, a.limit, 0.02) is None:
            print(f"{annex}: nothing committed within {a.limit} s", flush=True)
            return {"ready": None, "memory": None, "idle CPU": None}
        ready = time.monotonic() - start
        memory, busy, _ = tree(daemon.pid)
        time.sleep(a.idle)
        later, cpu, processes = tree(daemon.pid)
        print(f"{annex}: committed {ready:.2f} s after the start; {memory:.0f} MiB, {busy:.1f} s CPU until then; {a.idle} s later "
              f"{later:.0f} MiB in {processes} processes, {cpu - busy:.2f} s CPU more", flush=True)
        return {"ready": ready, "memory": max(memory, later), "idle CPU": (cpu - busy) / a.idle * 100}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--annex", action="append", required=True)
    p.add_argument("--maker")
    p.add_argument("--files", type=int, default=20000)
    p.add_argument("--idle", type=int, default=30)
    p.add_argument("--limit", type=int, default=300)
    p.add_argument("--json", help="file for the figures")
    a = p.parse_args()
    with Place(a.maker or a.annex[0], "startup-made") as maker:
        repo, start = maker.root / "r", time.monotonic()
        make(maker, repo, a.files)
        print(f"made {a.files} files in {time.monotonic() - start:.0f} s", flush=True)
        save(a.json, {annex: measure(annex, repo, n, a) for n, annex in enumerate(a.annex)})


main()
