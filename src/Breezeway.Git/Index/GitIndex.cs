using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Index;

/// <summary>
/// A repository's index file: a snapshot that is read again only when the file changed, and changes under index.lock as git makes them. Thread-safe; the lock
/// excludes git and other threads alike.
/// </summary>
/// <param name="shared">Which permissions the file gets.</param>
public sealed class GitIndex(string path, SharedRepository shared = default)
{
    readonly Lock _guard = new();
    IndexSnapshot _snapshot = IndexSnapshot.Empty;
    FileStat? _stat;
    bool _read;

    /// <summary>The index file.</summary>
    public string Path { get; } = path;

    /// <summary>The index as it is now. Throws CorruptData or UserError as <see cref="IndexFile"/> does.</summary>
    public IndexSnapshot Read() => ReadWithTime().Snapshot;

    internal (IndexSnapshot Snapshot, long Seconds) ReadWithTime()
    {
        lock (_guard)
        {
            var now = Fs.LStat(Path);
            if (_read && Same(now, _stat)) return (_snapshot, _stat?.MtimeSeconds ?? 0);
            using var f = FileHandle.TryOpen(Path, OpenMode.Read, out int errno);
            if (f is null)
            {
                if (errno != Errno.NoEntry) throw new FileError("open", Path, errno);
                (_snapshot, _stat, _read) = (IndexSnapshot.Empty, null, true);
                return (_snapshot, 0);
            }
            var stat = f.Stat();
            (_snapshot, _stat, _read) = (IndexFile.Parse(ReadWhole(f, stat.Size)), stat, true);
            return (_snapshot, stat.MtimeSeconds);
        }
    }

    /// <summary>Without the second copy that a file of unknown size costs: an index of a million files has 100 MB, and is never changed in place.</summary>
    static byte[] ReadWhole(FileHandle file, long size)
    {
        if (size > Array.MaxLength) throw new UserError("the git index is too big");
        var bytes = GC.AllocateUninitializedArray<byte>((int)size);
        for (int n = 0, r; n < bytes.Length; n += r)
            if ((r = file.Read(bytes.AsSpan(n))) == 0) throw IndexFile.Corrupt("it is shorter than it was");
        return bytes;
    }

    internal SharedRepository Shared { get; } = shared;

    static bool Same(FileStat? a, FileStat? b) => a is { } x && b is { } y ? x.SameContentAs(y) && x.CtimeSeconds == y.CtimeSeconds && x.CtimeNanoseconds == y.CtimeNanoseconds : a is null && b is null;

    /// <summary>Takes index.lock; null when somebody else keeps it for longer than the wait.</summary>
    public IndexLock? TryLock(TimeSpan wait) => LockFile.TryTake(Path + ".lock", wait) is { } held ? new IndexLock(this, held) : null;

    internal void Adopt(ArraySegment<byte> bytes, FileStat stat)
    {
        lock (_guard) (_snapshot, _stat, _read) = (IndexFile.Parse(bytes), stat, true);
    }
}

/// <summary>The index while index.lock is held. Dropping it without a write leaves the index as it was.</summary>
public sealed class IndexLock : IDisposable
{
    readonly GitIndex _index;
    readonly LockFile _lock;
    readonly long _seconds;

    internal IndexLock(GitIndex index, LockFile held)
    {
        _index = index; _lock = held;
        try { (Snapshot, _seconds) = index.ReadWithTime(); } catch { held.Dispose(); throw; }
    }

    /// <summary>The index as it is; nobody changes it meanwhile.</summary>
    public IndexSnapshot Snapshot { get; }

    /// <summary>Writes the changed index to the lock file (not yet in place); call <see cref="Commit"/> then.</summary>
    /// <param name="isChanged">Whether the file of a racy entry differs from it (git's rule for entries as young as the index).</param>
    public void Write(IReadOnlyCollection<IndexEdit> edits, Func<IndexEntryView, bool>? isChanged)
    {
        _bytes = IndexWriter.ToBytes(Snapshot, edits, new RacyCheck(_seconds, isChanged));
        _lock.File.Write(_bytes);
    }
    ArraySegment<byte> _bytes;

    /// <summary>Renames the lock file over the index.</summary>
    public void Commit()
    {
        _index.Shared.AdjustFile(_lock.File);
        var stat = _lock.File.Stat();
        _lock.RenameTo(_index.Path);
        // the rename changes ctime only: take it anew
        if (Fs.LStat(_index.Path) is { } now && now.Inode == stat.Inode) _index.Adopt(_bytes, now);
    }

    public void Dispose() => _lock.Dispose();
}
