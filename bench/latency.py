#!/usr/bin/env python3
"""How long a change takes from clone A to clone B, both under `git annex assistant`, seen from outside, polled every ms.

latency.py --annex DIR [--annex DIR ...] [--files 20] [--size 100000] [--burst 300] [--sustain 15] [--transport local|ssh] [--among 100000]
DIR holds the git-annex to measure. --among first puts that many small annexed files into both clones. For single new files, median and worst, in ms from the write in A until
  commit   A's branch has moved
  push     synced/<branch> has moved in B
  merge    the file's name is in B's work tree
  content  its content can be read in B
then the seconds until --burst files that were made at once can all be read in B; then, with a new file every 100 ms for
--sustain seconds, median, 95th percentile and worst of content; and the resident memory of an assistant with all its children."""
import argparse, os, random, statistics, time
from bench import Place, here, save, tree, wait

STAGES = ("commit", "push", "merge", "content")


class Pair(Place):
    def __init__(self, annex, transport, port, among):
        super().__init__(annex, "latency")
        if transport == "ssh": self.start_sshd(port)
        url = (lambda repo: f"ssh://annexhost{repo}") if transport == "ssh" else str
        self.a, self.b = self.root / "a", self.root / "b"
        self.run("git", "init", "-q", str(self.a))
        self.run("git", "annex", "init", "a", cwd=self.a)
        (self.a / "first").write_text("first\n")
        for i in range(among):
            folder = self.a / f"d{i // 1000}"
            folder.mkdir(exist_ok=True)
            (folder / f"f{i}").write_bytes(b"%d\n" % i)
        self.run("git", "annex", "add", "--quiet", ".", cwd=self.a)
        self.run("git", "commit", "-qm", "first", cwd=self.a)
        self.run("git", "clone", "-q", str(self.a), str(self.b))
        self.run("git", "annex", "init", "b", cwd=self.b)
        self.run("git", "remote", "set-url", "origin", url(self.a), cwd=self.b)
        self.run("git", "remote", "add", "peer", url(self.b), cwd=self.a)
        for repo in (self.a, self.b) * 2:
            self.run("git", "annex", "sync", "--content", cwd=repo, check=False)
        self.among = among

    def start(self):
        for repo in (self.a, self.b): self.assistant(repo)
        (self.a / "warm").write_text("warm\n")
        if wait(lambda: here(self.b / "warm"), 120 + self.among / 50) is None:
            self.daemons and self.close(keep=True)
            raise SystemExit(f"the first file never arrived in {self.b}")
        time.sleep(3)                   # let both fall silent: single files are measured from rest

    def ref(self, repo, name):
        try: return (repo / ".git/refs/heads" / name).read_text()
        except OSError: return None

    def single(self, i, size, limit=60):
        """Seconds to each stage, None for what did not come."""
        name, data = f"f{i}", random.randbytes(size)
        head, synced = self.ref(self.a, "master"), self.ref(self.b, "synced/master")
        done = [lambda: self.ref(self.a, "master") != head, lambda: self.ref(self.b, "synced/master") != synced,
                lambda: os.path.lexists(self.b / name), lambda: here(self.b / name) and (self.b / name).stat().st_size == size]
        took = [None] * 4
        start = time.monotonic()
        (self.a / name).write_bytes(data)
        while None in took and time.monotonic() - start < limit:
            for k in range(4):
                if took[k] is None and done[k](): took[k] = time.monotonic() - start
            time.sleep(0.001)
        if took[3] is not None and (self.b / name).read_bytes() != data: raise SystemExit(f"{name}: other content in B")
        return took

    def burst(self, n, limit):
        start = time.monotonic()
        (self.a / "burst").mkdir()
        for i in range(n): (self.a / "burst" / f"x{i}").write_bytes(b"%d %f\n" % (i, time.time()))
        left = set(f"x{i}" for i in range(n))
        def all_here():
            for name in list(left):
                if not here(self.b / "burst" / name): return False
                left.discard(name)
            return True
        return None if wait(all_here, limit, 0.005) is None else time.monotonic() - start

    def sustain(self, seconds, patience=60):
        """ms for each file that came, and how many did not."""
        pending, took, i, start = {}, [], 0, time.monotonic()
        while True:
            now = time.monotonic() - start
            if now > seconds and (not pending or now > seconds + patience): break
            if now <= seconds and now >= i * 0.1:
                name = f"s{i}"
                (self.a / name).write_bytes(b"%d %f\n" % (i, now))
                pending[name] = time.monotonic()
                i += 1
            for name in list(pending):
                if here(self.b / name): took.append((time.monotonic() - pending.pop(name)) * 1000)
            time.sleep(0.001)
        return sorted(took), len(pending)


def measure(annex, a, port):
    figures = {}
    with Pair(annex, a.transport, port, a.among) as pair:
        pair.start()
        rows = []
        for i in range(a.files):
            rows.append(pair.single(i, a.size))
            time.sleep(1 + random.random())
        words = []
        for k, stage in enumerate(STAGES):
            came = [r[k] * 1000 for r in rows if r[k] is not None]
            missed = len(rows) - len(came)
            figures[f"{stage} median"], figures[f"{stage} max"] = (statistics.median(came), max(came)) if came and not missed else (None, None)
            words.append(f"{stage} {statistics.median(came):.0f}/{max(came):.0f}" + (f" ({missed} never)" if missed else "") if came else f"{stage} never")
        line = f"{annex} {a.transport}: {', '.join(words)} ms (median/max)"
        if a.burst:
            figures["burst"] = pair.burst(a.burst, a.limit)
            line += f"; {a.burst} at once: " + (f"{figures['burst']:.2f} s" if figures["burst"] else f"not within {a.limit} s")
        if a.sustain:
            took, never = pair.sustain(a.sustain)
            figures["sustained 95%"] = took[int(len(took) * .95)] if took and not never else None
            line += "; sustained " + (f"{statistics.median(took):.0f}/{took[int(len(took) * .95)]:.0f}/{took[-1]:.0f} ms (median/95%/max)" if took else "") + (f", {never} never" if never else "")
        figures["memory"] = sum(tree(d.pid)[0] for d in pair.daemons) / len(pair.daemons)
        print(f"{line}; {figures['memory']:.0f} MiB", flush=True)
    return figures


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--annex", action="append", required=True)
    p.add_argument("--transport", default="local", choices=["local", "ssh"])
    p.add_argument("--files", type=int, default=20)
    p.add_argument("--size", type=int, default=100_000)
    p.add_argument("--among", type=int, default=0)
    p.add_argument("--burst", type=int, default=0)
    p.add_argument("--sustain", type=int, default=0)
    p.add_argument("--limit", type=int, default=180, help="seconds that a burst may take")
    p.add_argument("--json", help="file for the figures")
    a = p.parse_args()
    save(a.json, {annex: measure(annex, a, 2300 + (os.getpid() + k) % 700) for k, annex in enumerate(a.annex)})


main()
