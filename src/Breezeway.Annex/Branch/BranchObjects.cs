using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>
/// New objects of the branch on their way: few become loose objects, many one pack. Trees can be read back at once, blobs after <see cref="Store"/>. Not thread-safe.
/// </summary>
sealed class BranchObjects(ObjectStore objects) : ITreeSource, IObjectSink, IDisposable
{
    /// <summary>Above this many objects a pack takes less time than files of their own.</summary>
    const int LooseAtMost = 100;

    readonly Dictionary<Sha, byte[]> _trees = [];
    ObjectBatch _batch = objects.StartBatch(LooseAtMost);

    public Sha Write(GitObjectType type, ReadOnlySpan<byte> content)
    {
        var sha = _batch.Write(type, content);
        if (type == GitObjectType.Tree) _trees.TryAdd(sha, content.ToArray());
        return sha;
    }

    public byte[] ReadTree(Sha tree) => _trees.TryGetValue(tree, out var t) ? t : objects.ReadTree(tree);

    /// <summary>A blob that was stored already.</summary>
    public byte[] ReadBlob(Sha blob) => objects.ReadBlob(blob);

    /// <summary>A file's content in a tree whose blobs are stored; null when it is not there.</summary>
    public byte[]? ReadFile(Sha tree, string path) => TreeLookup.Find(this, tree, path) is { IsTree: false } e ? ReadBlob(e.Sha) : null;

    /// <summary>Stores all that was written so far.</summary>
    public void Store()
    {
        _batch.Finish();
        _batch.Dispose();
        _batch = objects.StartBatch(LooseAtMost);
    }

    public void Dispose() => _batch.Dispose();
}
