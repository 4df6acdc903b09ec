using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Breezeway.Base.Files;
using Breezeway.Git.Batch;

namespace Breezeway.Git.Objects;

/// <summary>
/// The objects of a repository. Loose ones are read and written in process; what is packed or in an alternate comes from one <c>git cat-file</c>. Trees and commits are
/// cached. Thread-safe. Content is not checked against its name on reading, as git does not either.
/// </summary>
public sealed class ObjectStore : ITreeSource, IObjectSink, IDisposable
{
    const int CommitsAtMost = 20_000;

    readonly RepositoryLocation _location;
    readonly CatFile _catFile;
    readonly LooseStore _loose;
    readonly TreeCache _trees;
    readonly ConcurrentDictionary<Sha, Commit> _commits = new();

    /// <param name="options">Null: nothing is synced but packs, permissions are left to the umask.</param>
    public ObjectStore(RepositoryLocation location, ObjectStoreOptions? options = null)
    {
        _location = location;
        Options = options ?? new ObjectStoreOptions();
        Directory = $"{location.CommonDir}/objects";
        _catFile = new CatFile(location);
        _loose = new LooseStore(Directory, Options);
        _trees = new TreeCache(Options.TreeCacheSize);
    }

    public ObjectStoreOptions Options { get; }

    /// <summary>The directory <c>objects</c>.</summary>
    public string Directory { get; }

    /// <summary>The path of a loose object, whether it is there or not.</summary>
    public string LoosePath(Sha sha) => _loose.PathOf(sha);

    public bool Has(Sha sha) => _loose.Has(sha) || _catFile.Info(sha.ToString()) is not null;

    /// <summary>
    /// Null when there is no such object, or it is bigger than <paramref name="limit"/> bytes. Throws <see cref="CorruptData"/> or <see cref="GitFailed"/> for a
    /// damaged one.
    /// </summary>
    public (GitObjectType Type, byte[] Content)? TryRead(Sha sha, int limit = int.MaxValue) =>
        ReadLoose(sha, limit) ?? (_catFile.Read(sha.ToString(), limit) is { } o ? (o.Type, o.Content) : null);

    (GitObjectType Type, byte[] Content)? ReadLoose(Sha sha, int limit)
    {
        try { return _loose.Read(sha, limit); }
        catch (CorruptData) { return null; }   // there may be a good copy in a pack; if not, git tells
    }

    /// <summary>Type and size without content; null when there is no such object.</summary>
    public (GitObjectType Type, long Size)? Info(Sha sha)
    {
        try { if (_loose.Info(sha) is { } info) return info; }
        catch (CorruptData) { }   // as above
        return _catFile.Info(sha.ToString()) is { } o ? (o.Type, o.Size) : null;
    }

    /// <summary>An object's size without its content; null when there is no such object.</summary>
    public long? SizeOf(Sha sha) => Info(sha)?.Size;

    /// <summary>Any name git resolves (<c>HEAD~2:file</c>); null when it resolves to nothing, or to something over the limit.</summary>
    public (GitObjectType Type, Sha Sha, byte[] Content)? Resolve(string name, int limit = int.MaxValue) => _catFile.Read(name, limit);

    /// <summary>Many objects in the order given; null for those missing or over the limit. Quicker than one by one where they are packed.</summary>
    public void ReadMany(IReadOnlyCollection<Sha> names, Action<Sha, (GitObjectType Type, byte[] Content)?> each, int limit = int.MaxValue)
    {
        var packed = new List<Sha>();
        void ReadPacked()
        {
            _catFile.ReadMany(CollectionsMarshal.AsSpan(packed), limit, each);
            packed.Clear();
        }
        foreach (var sha in names)
        {
            var loose = ReadLoose(sha, limit);
            if (loose == null) { packed.Add(sha); continue; }
            ReadPacked();
            each(sha, loose);
        }
        ReadPacked();
    }

    byte[] Read(Sha sha, GitObjectType type)
    {
        var o = TryRead(sha) ?? throw new CorruptData($"git object {sha} is missing from {_location.GitDir} (try: git fsck)");
        return o.Type == type ? o.Content : throw new CorruptData($"git object {sha} is a {o.Type}, not a {type} (try: git fsck)");
    }

    /// <summary>Throws <see cref="CorruptData"/> when it is missing or no blob.</summary>
    public byte[] ReadBlob(Sha sha) => Read(sha, GitObjectType.Blob);

    /// <inheritdoc/>
    public byte[] ReadTree(Sha tree)
    {
        if (tree.IsZero || tree == Sha.EmptyTree) return [];
        if (_trees.Get(tree) is { } known) return known;
        var content = Read(tree, GitObjectType.Tree);
        _trees.Add(tree, content);
        return content;
    }

    /// <summary>Throws <see cref="CorruptData"/> when it is missing or no commit.</summary>
    public Commit ReadCommit(Sha commit)
    {
        if (_commits.TryGetValue(commit, out var c)) return c;
        c = CommitCodec.Parse(Read(commit, GitObjectType.Commit));
        if (_commits.Count > CommitsAtMost) _commits.Clear();
        return _commits[commit] = c;
    }

    /// <summary>
    /// Writes a loose object; one that exists already gets a new mtime, so that a running gc does not prune it. The empty tree is not written: git knows it anyway.
    /// </summary>
    public Sha Write(GitObjectType type, ReadOnlySpan<byte> content)
    {
        var sha = GitHash.Of(type, content);
        if (sha == Sha.EmptyTree) return sha;
        _loose.Write(sha, type, content);
        if (type == GitObjectType.Tree) _trees.Add(sha, content.ToArray());
        return sha;
    }

    public Sha Write(Commit commit) => Write(GitObjectType.Commit, CommitCodec.Format(commit));

    /// <summary>
    /// Writes the rest of an open file as a blob, without filters, holding little of it in memory. Throws <see cref="IOException"/> when that is not
    /// <paramref name="size"/> bytes.
    /// </summary>
    public Sha WriteBlob(FileHandle file, long size) => _loose.WriteBlob(file, size);

    /// <summary>Puts a loose object's file in place, as it was read from another repository, whether it is there or not.</summary>
    public void PutLoose(Sha sha, ReadOnlySpan<byte> file) => _loose.Put(sha, file);

    /// <summary>True when there is a loose object; it then counts as new, and gc spares it until something refers to it.</summary>
    public bool Freshen(Sha sha) => _loose.Freshen(sha);

    /// <summary>Objects that are written together: as a pack when they are many.</summary>
    public ObjectBatch StartBatch(int looseAtMost = ObjectBatch.DefaultLooseAtMost) => new(this, looseAtMost);

    /// <summary>Ends the helper process until the next request: nothing of a removable drive is held open.</summary>
    public void Rest() => _catFile.Rest();

    public void Dispose() => _catFile.Dispose();
}
