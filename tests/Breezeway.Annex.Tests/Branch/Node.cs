using Breezeway.Annex.Branch;
using Breezeway.Annex.Logs;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Tests.Branch;

/// <summary>One of several repositories that share a store of objects, so that fetching from each other is setting a ref.</summary>
sealed class Node : IDisposable
{
    readonly AnnexRepository _repository;

    Node(string name, AnnexRepository repository) { Name = name; _repository = repository; }

    public string Name { get; }
    public AnnexRepository Repository => _repository;
    public AnnexBranch Branch => _repository.Branch;
    public Sha? Tip => Branch.Tip;
    public Sha Tree => Branch.Tree;
    public Commit Commit => _repository.GitObjects.ReadCommit(Tip!.Value);

    public static Node Make(Mesh mesh, string name)
    {
        string top = $"{mesh.Root}/{name}";
        Fs.MakeDirectories($"{top}/.git/refs");
        Fs.WriteText($"{top}/.git/HEAD", "ref: refs/heads/master\n");
        Fs.WriteText($"{top}/.git/config", $"[core]\n\trepositoryformatversion = 0\n\tbare = false\n[user]\n\tname = {name}\n\temail = {name}@example.org\n");
        Fs.Symlink(mesh.Objects, $"{top}/.git/objects");
        return new Node(name, AnnexRepository.OpenAt(top, mesh.Time)!);
    }

    internal static void Run(string folder, params string[] words)
    {
        var r = Child.Run(new Command(words) { Directory = folder, Environment = [("GIT_CONFIG_NOSYSTEM", "1"), ("HOME", folder)] });
        Assert.True(r.Ok, r.ErrorText);
    }

    /// <summary>What a fetch would do.</summary>
    public void Fetch(Node from) => SetRef($"refs/remotes/{from.Name}/git-annex", from.Tip!.Value);

    public void SetRef(string name, Sha value) => Assert.True(_repository.Refs.TryUpdate(name, value, null, $"{Name} <x> 0 +0000", "fetch"));

    public void Write(string path, string content)
    {
        Branch.Change(path, _ => content);
        Branch.Commit();
    }

    public void Add(string path, string line)
    {
        Branch.Change(path, old => old + line + "\n");
        Branch.Commit();
    }

    /// <summary>The tree as paths and contents.</summary>
    public IReadOnlyDictionary<string, string> Files() => TreeDiff.Files(_repository.GitObjects, Tree).ToDictionary(f => f.Name, f => Branch.ReadCommitted(f.Name));

    public string State(string file) => Fs.TryReadText($"{_repository.AnnexDirectory}/{file}") ?? "";

    public LogClock Clock => _repository.Clock;

    public void Dispose() => _repository.Dispose();
}

/// <summary>Repositories that share their objects, on one clock that goes on by a second whenever it is read.</summary>
sealed class Mesh : IDisposable
{
    readonly List<Node> _nodes = [];

    public Mesh()
    {
        Root = ByteTextOf(Directory.CreateTempSubdirectory("bzw-mesh-").FullName);
        Objects = $"{Root}/objects";
        Fs.MakeDirectories($"{Objects}/info");
        Fs.MakeDirectories($"{Objects}/pack");
    }

    public string Root { get; }
    public string Objects { get; }
    public TickingTime Time { get; } = new();

    static string ByteTextOf(string path) => Base.Text.ByteText.Utf8(path);

    /// <summary>New repositories with an empty branch each, all of one root commit.</summary>
    public Node[] Make(params string[] names)
    {
        Node[] made = [.. names.Select(n => Node.Make(this, n))];
        _nodes.AddRange(made);
        made[0].Branch.Create();
        foreach (var n in made.Skip(1)) n.SetRef(AnnexBranch.RefName, made[0].Tip!.Value);
        return made;
    }

    public void Dispose()
    {
        foreach (var n in _nodes) n.Dispose();
        Fs.RemoveTree(Root);
    }
}

sealed class TickingTime : TimeProvider
{
    long _now = 1_800_000_000;
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Interlocked.Increment(ref _now));
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
}
