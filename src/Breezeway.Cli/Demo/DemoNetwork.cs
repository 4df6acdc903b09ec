using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Cli.Demo;

/// <summary>Three clones, each with the two others as remotes, and their running assistants. Disposing ends the assistants.</summary>
sealed class DemoNetwork : IDisposable
{
    internal const string Branch = "main";
    static readonly string[] s_names = ["desk", "laptop", "office"];
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    readonly TimeProvider _time;
    readonly List<(DemoClone Clone, Child Assistant)> _running = [];
    readonly (string, string?)[] _environment;

    DemoNetwork(TimeProvider time, string folder, string programs)
    {
        _time = time;
        Folder = folder;
        Clones = [.. s_names.Select(n => new DemoClone(n, $"{folder}/{n}"))];
        // git runs `git-annex` from PATH, in its hooks and filters: that is to be this very executable.
        _environment = [("PATH", $"{programs}:{ProcessEnvironment.Get("PATH") ?? "/usr/bin:/bin"}")];
    }

    internal string Folder { get; }
    internal IReadOnlyList<DemoClone> Clones { get; }

    /// <summary>Makes the clones; null makes a new folder under TMPDIR. Throws <see cref="UserError"/> for a folder that has something in it.</summary>
    internal static DemoNetwork Make(TimeProvider time, string? folder)
    {
        string root = folder is null ? NewFolder(time) : Named(folder);
        var network = new DemoNetwork(time, root, Programs(root));
        network.MakeClones();
        return network;
    }

    static string NewFolder(TimeProvider time)
    {
        string parent = ProcessEnvironment.Get("TMPDIR") is { Length: > 0 } t ? t : "/tmp";
        for (long n = time.GetUtcNow().ToUnixTimeSeconds() % 1_000_000; ; n++)
            if (Fs.MakeDirectory($"{parent}/breezeway-demo-{n}")) return Fs.RealPath($"{parent}/breezeway-demo-{n}")!;
    }

    static string Named(string folder)
    {
        Fs.MakeDirectories(folder);
        string path = Fs.RealPath(folder) ?? throw new UserError($"{folder}: cannot be made");
        return Fs.List(path).Count == 0 ? path : throw new UserError($"{folder} is not empty; name a new folder for the demonstration");
    }

    // The links are beside the executable in out/; a copy of it alone gets them in the demonstration's folder.
    static string Programs(string root)
    {
        string self = Fs.ReadLink("/proc/self/exe") ?? throw new UserError("/proc is not mounted");
        if (Fs.IsFile($"{Fs.Parent(self)}/git-annex")) return Fs.Parent(self);
        string programs = $"{root}/.programs";
        Fs.MakeDirectory(programs);
        foreach (string name in new[] { "git-annex", "git-annex-shell" }) Fs.Symlink(self, $"{programs}/{name}");
        return programs;
    }

    void MakeClones()
    {
        var first = Clones[0];
        Run(Folder, "git", "init", "-q", first.Path);
        Run(first.Path, "git", "symbolic-ref", "HEAD", $"refs/heads/{Branch}");
        Prepare(first);
        Fs.WriteText(first.At("README.txt"), "Three clones of one repository. Change files here, and look into the others.\n");
        Run(first.Path, "git-annex", "add", "--quiet", "README.txt");
        Run(first.Path, "git", "commit", "-q", "-m", "A first file");
        foreach (var clone in Clones.Skip(1))
        {
            Run(Folder, "git", "clone", "-q", "-o", first.Name, first.Path, clone.Path);
            Prepare(clone);
        }
        foreach (var clone in Clones)
            foreach (var other in Clones.Where(o => o != clone && !(o == first && clone != first)))
                Run(clone.Path, "git", "remote", "add", other.Name, other.Path);
    }

    // git refuses to commit for somebody without a name.
    void Prepare(DemoClone clone)
    {
        foreach (var (name, value) in new[] { ("user.name", clone.Name), ("user.email", $"{clone.Name}@example.invalid") })
            if (!Child.Run(new Command("git", "config", name) { Directory = clone.Path, Environment = _environment }).Ok)
                Run(clone.Path, "git", "config", name, value);
        Run(clone.Path, "git-annex", "init", "--quiet", clone.Name);
    }

    void Run(string folder, params string[] arguments)
    {
        var done = Child.Run(new Command(Located(arguments)) { Directory = folder, Environment = _environment });
        if (!done.Ok) throw new UserError($"{string.Join(' ', arguments)} in {folder}: {(done.LastError.Length > 0 ? done.LastError : $"exit code {done.ExitCode}")}");
    }

    string[] Located(string[] arguments) =>
        arguments[0] == "git-annex" ? [$"{_environment[0].Item2!.Split(':')[0]}/git-annex", .. arguments[1..]] : arguments;

    /// <summary>Starts an assistant in each clone; what they say goes to FOLDER/NAME.log.</summary>
    internal void Start()
    {
        foreach (var clone in Clones)
        {
            using var log = FileHandle.Open($"{Folder}/{clone.Name}.log", OpenMode.Write | OpenMode.Create | OpenMode.Append);
            _running.Add((clone, Child.Start(new Command(Located(["git-annex", "assistant", "--foreground"]))
            {
                // A session of its own: Ctrl-C reaches us alone, and we end them in good order.
                Directory = clone.Path, Environment = _environment, NewSession = true, OutputFile = log, ErrorFile = log,
            })));
        }
    }

    /// <summary>The name of a clone whose assistant ended by itself, or null.</summary>
    internal string? Ended() => _running.Where(r => r.Assistant.Poll() is not null).Select(r => r.Clone.Name).FirstOrDefault();

    public void Dispose()
    {
        foreach (var (_, assistant) in _running) assistant.Kill();
        long start = _time.GetTimestamp();
        while (_running.Any(r => r.Assistant.Poll() is null) && _time.GetElapsedTime(start) < s_patience) Thread.Sleep(1);
        foreach (var (_, assistant) in _running)
        {
            _ = Child.Signal(-assistant.Id, 9);     // what is left of its session
            assistant.Dispose();
        }
        _running.Clear();
    }
}
