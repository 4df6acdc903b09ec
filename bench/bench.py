"""What the benchmarks share: a folder with a home and a PATH of its own, and a git-annex first on that PATH."""
import json, os, pathlib, shutil, signal, subprocess, sys, tempfile, time

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
GIT_CONFIG = {"user.name": "Bench", "user.email": "bench@example.invalid", "init.defaultBranch": "master", "safe.directory": "*", "gc.auto": "0"}


class Place:
    """A temporary folder for one program under test; removed at the end, with all processes that were started through it."""

    def __init__(self, annex, prefix):
        self.annex = os.path.abspath(annex)
        if not os.access(f"{self.annex}/git-annex", os.X_OK):
            raise SystemExit(f"no git-annex in {self.annex}")
        self.root = pathlib.Path(tempfile.mkdtemp(prefix=f"bench-{prefix}-"))
        home = self.root / "home"
        home.mkdir()
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "ANNEX", "BREEZEWAY_"))}
        self.env = dict(keep, HOME=str(home), PATH=f"{self.annex}:{SYSTEM_PATH}", LC_ALL="C.UTF-8")
        for name, value in GIT_CONFIG.items():
            self.run("git", "config", "--global", name, value)
        self.daemons, self.sshd = [], None

    def run(self, *command, cwd="/", check=True, limit=None):
        """The command's output; with check, its failure ends the benchmark."""
        done = subprocess.run(command, cwd=cwd, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit)
        text = done.stdout.decode(errors="replace")
        if check and done.returncode:
            raise SystemExit(f"{' '.join(command)} in {cwd} failed:\n{text[-2000:]}")
        return text

    def seconds(self, *command, cwd, limit):
        """How long a command took; None for one that failed or passed its limit, and why."""
        start = time.monotonic()
        try:
            done = subprocess.run(command, cwd=cwd, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=limit)
        except subprocess.TimeoutExpired:
            return None, f"took more than {limit} s"
        took = time.monotonic() - start
        return (took, "") if done.returncode == 0 else (None, done.stderr.decode(errors="replace").strip()[-200:])

    def assistant(self, repo):
        log = open(self.root / f"{repo.name}.log", "w")
        daemon = subprocess.Popen(["git-annex", "assistant", "--foreground"], cwd=repo, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.daemons.append(daemon)
        return daemon

    def start_sshd(self, port):
        """From now on ssh://annexhost/PATH is this machine, with the same git-annex-shell at its end."""
        folder, wrapper = self.root / "sshd", self.root / "bin"
        folder.mkdir(mode=0o700)
        wrapper.mkdir()
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        for key in ("host", "id"):
            self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key))
        user = self.run("id", "-un").strip()
        (folder / "sshd_config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nAuthorizedKeysFile {folder}/id.pub\nStrictModes no\n"
            f"PasswordAuthentication no\nUsePAM no\nMaxStartups 100\nSubsystem sftp internal-sftp\n"
            f"SetEnv \"PATH={self.annex}:{SYSTEM_PATH}\" \"HOME={self.env['HOME']}\"\n")
        (folder / "ssh_config").write_text(
            f"Host annexhost\n  HostName 127.0.0.1\n  Port {port}\n  User {user}\n  IdentityFile {folder}/id\n"
            f"  UserKnownHostsFile {folder}/known_hosts\n  StrictHostKeyChecking no\n  LogLevel ERROR\n")
        (wrapper / "ssh").write_text(f"#!/bin/sh\nexec /usr/bin/ssh -F {folder}/ssh_config \"$@\"\n")
        (wrapper / "ssh").chmod(0o755)
        self.env["PATH"] = f"{wrapper}:{self.env['PATH']}"
        self.sshd = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", str(folder / "sshd_config"), "-E", str(folder / "log")], start_new_session=True)
        if wait(lambda: "listening" in (folder / "log").read_text() if (folder / "log").exists() else False, 10) is None:
            raise SystemExit("sshd does not start: " + (folder / "log").read_text())

    def close(self, keep=False):
        for daemon in self.daemons:
            try: os.killpg(daemon.pid, signal.SIGTERM)
            except OSError: pass
        for daemon in self.daemons:
            try: daemon.wait(10)
            except subprocess.TimeoutExpired: pass
            try: os.killpg(daemon.pid, signal.SIGKILL)
            except OSError: pass
            daemon.wait()
        if self.sshd:
            self.sshd.terminate()
            self.sshd.wait()
        if keep:
            print(f"kept: {self.root}", file=sys.stderr)
            return
        subprocess.run(["chmod", "-R", "u+w", str(self.root)], stderr=subprocess.DEVNULL)
        shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self): return self
    def __exit__(self, *_): self.close()


def wait(condition, limit, every=0.001):
    """Polls; how many seconds it took, or None at the limit."""
    start = time.monotonic()
    while time.monotonic() - start < limit:
        if condition(): return time.monotonic() - start
        time.sleep(every)
    return None


def here(path):
    """The content itself can be read: neither a dangling link nor a pointer file."""
    try:
        with open(path, "rb") as file: return not file.read(15).startswith(b"/annex/objects/")
    except OSError: return False


def tree(pid):
    """A process and all below it: MiB resident, CPU seconds, how many they are."""
    children, memory, cpu = {}, {}, {}
    page, tick = os.sysconf("SC_PAGESIZE") / 2**20, os.sysconf("SC_CLK_TCK")
    for entry in os.listdir("/proc"):
        if not entry.isdigit(): continue
        try: fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
        except OSError: continue
        children.setdefault(int(fields[1]), []).append(int(entry))
        memory[int(entry)] = int(fields[21]) * page
        cpu[int(entry)] = sum(map(int, fields[11:15])) / tick
    def walk(p): return [p] + [q for c in children.get(p, []) for q in walk(c)]
    all = [p for p in walk(pid) if p in memory]
    return sum(memory[p] for p in all), sum(cpu[p] for p in all), len(all)


def save(file, figures):
    """figures: {folder of the program: {name: number or None}}"""
    if file: pathlib.Path(file).write_text(json.dumps(figures, indent=1))
