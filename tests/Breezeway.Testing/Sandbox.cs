using System.Globalization;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Testing;

/// <summary>
/// A folder under /tmp with a home, a git configuration and a PATH of its own, for programs that must see nothing of the machine's user.
/// Disposing kills every process that was started in it, whatever became of its parent, and removes the folder (BREEZEWAY_KEEP=1 keeps it).
/// </summary>
public sealed class Sandbox : IDisposable
{
    static int s_count;
    readonly string _mark;
    readonly List<(string Name, string? Value)> _extra = [];

    public Sandbox()
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{Fs.ProcessId}-{Interlocked.Increment(ref s_count)}");
        Root = $"/tmp/bw-{id}";
        _mark = $"BREEZEWAY_SANDBOX={id}-{Environment.TickCount64}";
        FolderRemoval.Remove(Root);
        foreach (string folder in new[] { Root, Home, Bin, $"{Root}/tmp" }) Fs.MakeDirectory(folder);
        Fs.WriteText($"{Home}/.gitconfig", """
            [user]
                name = Test User
                email = test@example.invalid
            [init]
                defaultBranch = master
            [safe]
                directory = *
            [protocol "file"]
                allow = always
            [gc]
                auto = 0

            """);
    }

    /// <summary>The sandbox's folder; short, as socket paths are limited.</summary>
    public string Root { get; }
    public string Home => $"{Root}/home";
    /// <summary>First on PATH: for wrappers of a test.</summary>
    public string Bin => $"{Root}/bin";

    /// <summary>Sets a variable for everything started from now on; null removes it.</summary>
    public void Set(string name, string? value) => _extra.Add((name, value));

    /// <summary>The PATH under which that program, and no other git-annex, is found.</summary>
    public string PathFor(Program program)
    {
        Machine.Need(program);
        string folder = program switch { Program.Ours => Machine.OurFolder, Program.Mid => Machine.MidFolder, _ => Tools.OldFolder.Value };
        return $"{Bin}:{folder}:{Tools.Folder}";
    }

    /// <summary>All variables of a program run here, and no others.</summary>
    public Dictionary<string, string> EnvironmentFor(Program program)
    {
        var all = new Dictionary<string, string>
        {
            ["HOME"] = Home, ["PATH"] = PathFor(program), ["TMPDIR"] = $"{Root}/tmp", ["USER"] = Environment.UserName, ["LOGNAME"] = Environment.UserName,
            ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC", ["TERM"] = "dumb", ["SHELL"] = "/bin/sh",
            ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0", ["GIT_EDITOR"] = "true",
            [_mark[.._mark.IndexOf('=')]] = _mark[(_mark.IndexOf('=') + 1)..],
        };
        foreach (var (name, value) in _extra) { if (value is null) all.Remove(name); else all[name] = value; }
        return all;
    }

    /// <summary>The command as it runs here: clean environment, session of its own.</summary>
    public Command Prepare(Program program, string folder, IEnumerable<string> arguments, IEnumerable<(string Name, string? Value)>? extra = null)
    {
        var wanted = EnvironmentFor(program);
        foreach (var (name, value) in extra ?? []) { if (value is null) wanted.Remove(name); else wanted[name] = value; }
        string[] argv = [.. arguments];
        string command = argv[0].Contains('/') ? argv[0]
            : wanted["PATH"].Split(':').Select(p => $"{p}/{argv[0]}").FirstOrDefault(Fs.IsFile)
            ?? throw new InvalidOperationException($"{argv[0]} is not on {wanted["PATH"]}");
        return new Command([command, .. argv.Skip(1)])
        {
            Argv0 = argv[0], Directory = folder, NewSession = true,
            Environment = [.. ProcessEnvironment.All().Keys.Select(n => (n, (string?)null)), .. wanted.Select(v => (v.Key, (string?)v.Value))],
        };
    }

    /// <summary>Runs a program to its end, however long its children keep its streams open. One that takes longer than a limit (2 minutes
    /// unless given) is killed, and the test fails.</summary>
    public RunResult Run(Program program, string folder, string[] arguments, byte[]? input = null, TimeSpan? limit = null,
        IEnumerable<(string Name, string? Value)>? environment = null)
    {
        string name = $"{Root}/tmp/run{Interlocked.Increment(ref s_count)}";
        if (input is not null) Fs.WriteAll($"{name}.in", input);
        using var stdin = input is null ? null : FileHandle.Open($"{name}.in", OpenMode.Read);
        using var stdout = FileHandle.Open($"{name}.out", OpenMode.Write | OpenMode.Create | OpenMode.Truncate);
        using var stderr = FileHandle.Open($"{name}.err", OpenMode.Write | OpenMode.Create | OpenMode.Truncate);
        using var child = Child.Start(Prepare(program, folder, arguments, environment) with { InputFile = stdin, OutputFile = stdout, ErrorFile = stderr });
        bool ended = Until.Try(() => child.Poll() is not null, limit ?? TimeSpan.FromMinutes(2));
        if (!ended) { _ = Child.Signal(-child.Id, 9); child.Wait(); }
        var result = new RunResult($"({program}, {folder}) {string.Join(' ', arguments)}", child.Wait(), Fs.ReadText($"{name}.out"), Fs.ReadText($"{name}.err"));
        foreach (string end in new[] { "in", "out", "err" }) Fs.TryUnlink($"{name}.{end}");
        return ended ? result : throw new TimeoutException($"killed after its time limit: {result}");
    }

    /// <summary>Runs git, which finds that program as `git annex`.</summary>
    public RunResult Git(Program program, string folder, params string[] arguments) => Run(program, folder, ["git", .. arguments]);

    /// <summary>Runs git-annex itself.</summary>
    public RunResult Annex(Program program, string folder, params string[] arguments) => Run(program, folder, ["git-annex", .. arguments]);

    /// <summary>A new repository of that program, described by its name.</summary>
    public Clone Init(string name, Program program = Program.Ours, params string[] gitInitOptions)
    {
        string path = $"{Root}/{name}";
        Git(program, Root, ["init", "-q", .. gitInitOptions, path]).MustSucceed();
        var clone = new Clone(this, name, path, program);
        clone.Annex("init", name);
        return clone;
    }

    /// <summary>A clone of another, whose remote `origin` is that one; that one gets a remote named after the new clone.</summary>
    public Clone CloneOf(Clone origin, string name, Program program = Program.Ours)
    {
        string path = $"{Root}/{name}";
        Git(program, Root, "clone", "-q", origin.Path, path).MustSucceed();
        var clone = new Clone(this, name, path, program);
        clone.Annex("init", name);
        origin.Git("remote", "add", name, path);
        return clone;
    }

    public void Dispose()
    {
        Processes.KillAll(_mark, Root);
        if (ProcessEnvironment.Get("BREEZEWAY_KEEP") is null) FolderRemoval.Remove(Root);
    }
}
