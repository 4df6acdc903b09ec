using System.Collections.Concurrent;
using Breezeway.Base.Files;
using Breezeway.Git.Batch;

namespace Breezeway.Git.Objects;

/// <summary>
/// The objects of a repository. Loose ones are read and written in process; what is packed or in an alternate comes from one <c>git cat-file</c>. Trees and commits are
/// cached. Thread-safe.
/// </summary>
public sealed class ObjectStore(RepositoryLocation location) : ITreeSource, IObjectSink, IDisposable
{
    const long CacheLimit = 48 << 20;
    static int s_unique;

    readonly CatFile _catFile = new(location);
    readonly ConcurrentDictionary<Sha, byte[]> _trees = new();
    readonly ConcurrentDictionary<Sha, Commit> _commits = new();
    long _cached;

    /// <summary>The directory <c>objects</c>.</summary>
    public string Directory { get; } = $"{location.CommonDir}/objects";

    /// <summary>The path of a loose object, whether it is there or not.</summary>
    public string LoosePath(Sha sha)
    {
        string hex = sha.ToString();
        return $"{Directory}/{hex.AsSpan(0, 2)}/{hex.AsSpan(2)}";
    }

    public bool Has(Sha sha) => Fs.LStat(LoosePath(sha)) is not null || _catFile.Info(sha.ToString()) is not null;

    /// <summary>Null when there is no such object. Throws <see cref="CorruptData"/> for a damaged one.</summary>
    public (GitObjectType Type, byte[] Content)? TryRead(Sha sha)
    {
        if (Fs.TryReadAll(LoosePath(sha)) is { } file) return LooseObject.Decode(file);
        return _catFile.Read(sha.ToString()) is { } o ? (o.Type, o.Content) : null;
    }

    byte[] Read(Sha sha, GitObjectType type)
    {
        var o = TryRead(sha) ?? throw new CorruptData($"git object {sha} is missing (try: git fsck)");
        return o.Type == type ? o.Content : throw new CorruptData($"git object {sha} is a {o.Type}, not a {type} (try: git fsck)");
    }

    public byte[] ReadBlob(Sha sha) => Read(sha, GitObjectType.Blob);

    /// <summary>A blob's size without its content; null when there is no such object.</summary>
    public long? SizeOf(Sha sha) => Fs.TryReadAll(LoosePath(sha)) is { } file ? LooseObject.DecodeHeader(file).Size : _catFile.Info(sha.ToString())?.Size;

    public byte[] ReadTree(Sha tree)
    {
        if (tree.IsZero || tree == Sha.EmptyTree) return [];
        if (_trees.TryGetValue(tree, out var t)) return t;
        t = Read(tree, GitObjectType.Tree);
        Remember(tree, t);
        return t;
    }

    public Commit ReadCommit(Sha commit)
    {
        if (_commits.TryGetValue(commit, out var c)) return c;
        c = CommitCodec.Parse(Read(commit, GitObjectType.Commit));
        if (_commits.Count > 20000) _commits.Clear();
        return _commits[commit] = c;
    }

    void Remember(Sha tree, byte[] content)
    {
        if (Interlocked.Add(ref _cached, content.Length + 100) > CacheLimit) { _trees.Clear(); Interlocked.Exchange(ref _cached, 0); }
        _trees[tree] = content;
    }

    /// <summary>Any name git resolves (<c>HEAD~2:file</c>); null when it resolves to nothing.</summary>
    public (GitObjectType Type, Sha Sha, byte[] Content)? Resolve(string name) => _catFile.Read(name);

    /// <summary>
    /// Writes a loose object; one that exists already gets a new mtime, so that a running gc does not prune it. Not synced to the disk, as git does by default.
    /// </summary>
    public Sha Write(GitObjectType type, ReadOnlySpan<byte> content)
    {
        var sha = GitHash.Of(type, content);
        if (sha == Sha.EmptyTree || Fs.TryTouch(LoosePath(sha))) { if (type == GitObjectType.Tree && !_trees.ContainsKey(sha)) Remember(sha, content.ToArray()); return sha; }
        PutLoose(sha, LooseObject.Encode(type, content));
        if (type == GitObjectType.Tree) Remember(sha, content.ToArray());
        return sha;
    }

    /// <summary>Puts a loose object's file in place, as it was read from another repository.</summary>
    public void PutLoose(Sha sha, ReadOnlySpan<byte> file)
    {
        string path = LoosePath(sha), dir = Fs.Parent(path);
        string temp = $"{dir}/tmp_obj_{Fs.ProcessId}_{Interlocked.Increment(ref s_unique)}";
        var f = FileHandle.TryOpen(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, out int errno, 0x124);
        if (f is null && errno == Errno.NoEntry)
        {
            Fs.MakeDirectories(dir);
            f = FileHandle.TryOpen(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, out errno, 0x124);
        }
        if (f is null) throw new FileError("create", temp, errno);
        try
        {
            using (f) f.Write(file);
            Fs.Rename(temp, path);
        }
        catch { Fs.TryUnlink(temp); throw; }
    }

    /// <summary>Ends the helper process until the next request: nothing of a removable drive is held open.</summary>
    public void Rest() => _catFile.Rest();

    public void Dispose() => _catFile.Dispose();
}
