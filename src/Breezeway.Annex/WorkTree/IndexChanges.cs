using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.WorkTree;

/// <summary>Gathers changes of git's index and the blobs they need, and writes them in one go: objects as a pack when they are many, the index once, under its lock. Thread-safe.</summary>
public sealed class IndexChanges(AnnexRepository repository) : IDisposable
{
    /// <summary>So many are gathered before they are written.</summary>
    const int FlushAt = 20_000;

    /// <summary>How long a git that keeps the index locked is waited for.</summary>
    static readonly TimeSpan s_wait = TimeSpan.FromSeconds(10);

    readonly Lock _lock = new();
    readonly List<IndexEdit> _edits = [];
    ObjectBatch? _objects;

    /// <summary>Something was written.</summary>
    public bool Any { get; private set; }

    /// <summary>So many are gathered that they had better be written.</summary>
    public bool IsFull { get { lock (_lock) return _edits.Count >= FlushAt; } }

    /// <param name="path">From the top.</param>
    /// <param name="blob">What git stores for it.</param>
    /// <param name="isStored">The blob is in git already.</param>
    public void Set(string path, uint mode, ReadOnlySpan<byte> blob, IndexStat stat, bool isStored = false)
    {
        lock (_lock)
        {
            var sha = isStored ? GitHash.Of(GitObjectType.Blob, blob) : (_objects ??= repository.GitObjects.StartBatch()).Write(GitObjectType.Blob, blob);
            _edits.Add(IndexEdit.Set(new IndexEntry(path, mode, sha, stat)));
        }
    }

    /// <summary>The same for a blob that git has.</summary>
    public void Set(string path, uint mode, Sha sha, IndexStat stat) { lock (_lock) _edits.Add(IndexEdit.Set(new IndexEntry(path, mode, sha, stat))); }

    public void Remove(string path) { lock (_lock) _edits.Add(IndexEdit.Remove(path)); }

    /// <summary>Writes what was gathered. Throws <see cref="UserError"/> when another program keeps the index locked; it stays gathered then.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_edits.Count == 0) return;
            _objects?.Finish();
            _objects?.Dispose();
            _objects = null;
            using var index = repository.Index.TryLock(s_wait)
                ?? throw new UserError($"{repository.Index.Path}.lock exists: another git process seems to be running in this repository; try again when it has ended");
            index.Write(_edits, e => !Fs.TryLStat(repository.PathOf(e.Path), out var s, out _) || !e.Stat.Matches(s));
            index.Commit();
            _edits.Clear();
            Any = true;
        }
    }

    public void Dispose() => _objects?.Dispose();
}
