namespace Breezeway.Git.Objects;

/// <summary>
/// Gathers objects that are needed together. A few become loose objects, many one pack. They can be read after <see cref="Finish"/>;
/// disposing without it drops them. Not thread-safe.
/// </summary>
public sealed class ObjectBatch : IObjectSink, IDisposable
{
    /// <summary>Above this many objects a pack is quicker to write and to read, and spares git a gc.</summary>
    public const int DefaultLooseAtMost = 100;

    const int HeldAtMost = 4 << 20;

    readonly ObjectStore _store;
    readonly int _looseAtMost;
    readonly Dictionary<Sha, (GitObjectType Type, byte[] Content)> _held = [];
    long _heldSize;
    int _stored;
    PackWriter? _pack;

    internal ObjectBatch(ObjectStore store, int looseAtMost) => (_store, _looseAtMost) = (store, looseAtMost);

    public Sha Write(GitObjectType type, ReadOnlySpan<byte> content)
    {
        var sha = GitHash.Of(type, content);
        if (_pack != null) _pack.Add(sha, type, content);
        else if (_held.TryAdd(sha, default))
        {
            _held[sha] = (type, content.ToArray());
            _heldSize += content.Length;
            if (_stored + _held.Count > _looseAtMost) StartPack();
            else if (_heldSize > HeldAtMost) WriteLoose();
        }
        return sha;
    }

    /// <summary>Stores a commit.</summary>
    public Sha Write(Commit commit) => Write(GitObjectType.Commit, CommitCodec.Format(commit));

    void StartPack()
    {
        _pack = new PackWriter(_store.Directory, _store.Options);
        foreach (var (sha, (type, content)) in _held) _pack.Add(sha, type, content);
        _held.Clear();
    }

    void WriteLoose()
    {
        foreach (var (type, content) in _held.Values) _store.Write(type, content);
        _stored += _held.Count;
        _held.Clear();
        _heldSize = 0;
    }

    /// <summary>Stores everything. Nothing may be written after it.</summary>
    public void Finish()
    {
        WriteLoose();
        _pack?.Finish();
    }

    public void Dispose() => _pack?.Dispose();
}
