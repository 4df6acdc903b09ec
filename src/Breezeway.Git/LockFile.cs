using Breezeway.Base.Files;

namespace Breezeway.Git;

/// <summary>
/// git's way of changing a file: NAME.lock is made exclusively, written, and renamed over NAME. Dropping it unlocks without a change. The lock file is a hard link of a file in a
/// record directory that this process keeps locked: after a kill <see cref="RemoveStale"/> finds by its inode what was ours, and never touches anybody else's lock.
/// </summary>
public sealed class LockFile : IDisposable
{
    static int s_unique;
    readonly string? _record;
    bool _done;

    LockFile(FileHandle file, string path, string? record) { File = file; Path = path; _record = record; }

    /// <summary>The lock file itself, open for writing.</summary>
    public FileHandle File { get; }
    public string Path { get; }

    /// <summary>Where records of this process's locks go, by the lock file's path; null for none (a repository without annex).</summary>
    public static Func<string, string?> RecordDirectory { get; set; } = _ => null;

    /// <summary>Null when somebody else holds it until the wait is over. Missing directories are made.</summary>
    public static LockFile? TryTake(string path, TimeSpan wait)
    {
        long until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        for (int delay = 1; ; delay = Math.Min(delay * 2, 50))
        {
            if (TryOnce(path, out int errno) is { } taken) return taken;
            if (errno == Errno.NoEntry) { Fs.MakeDirectories(Fs.Parent(path)); continue; }
            if (errno == Errno.NotDirectory) return null;
            if (errno != Errno.Exists) throw new FileError("lock", path, errno);
            if (Environment.TickCount64 >= until) return null;
            // no event tells when another program's lock is gone
            Thread.Sleep(delay);
        }
    }

    static LockFile? TryOnce(string path, out int errno)
    {
        if (RecordDirectory(path) is { } directory && TryRecorded(path, directory, out errno) is var recorded && errno != Errno.CrossDevice) return recorded;
        var f = FileHandle.TryOpen(path, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, out errno);
        return f is null ? null : new LockFile(f, path, null);
    }

    static LockFile? TryRecorded(string path, string directory, out int errno)
    {
        errno = 0;
        if (Fs.Exists(path)) { errno = Errno.Exists; return null; }
        Fs.MakeDirectories(directory);
        string record = $"{directory}/{Fs.ProcessId}.{Interlocked.Increment(ref s_unique)}{Mangle(path)}";
        var held = FileHandle.TryOpen(record, OpenMode.ReadWrite | OpenMode.Create | OpenMode.Exclusive, out errno);
        // a name too long, a directory that may not be written: do without a record
        if (held is null) { errno = Errno.CrossDevice; return null; }
        RecordLock.TryHold(held);
        errno = Fs.TryLink(record, path);
        if (errno != 0)
        {
            Fs.TryUnlink(record);
            held.Dispose();
            if (errno is Errno.NotPermitted or Errno.NotSupported or Errno.TooManyLinks) errno = Errno.CrossDevice;
            return null;
        }
        return new LockFile(held, path, record);
    }

    /// <summary>Puts what was written in place.</summary>
    public void RenameTo(string path)
    {
        Fs.Rename(Path, path);
        _done = true;
        if (_record is not null) Fs.TryUnlink(_record);
        File.Dispose();
    }

    public void Dispose()
    {
        if (_done) return;
        _done = true;
        Fs.TryUnlink(Path);
        if (_record is not null) Fs.TryUnlink(_record);
        File.Dispose();
    }

    /// <summary>Removes the lock files that processes of ours left when they were killed; those of living processes stay. Returns their paths.</summary>
    public static IReadOnlyList<string> RemoveStale(string directory)
    {
        var removed = new List<string>();
        foreach (var e in Fs.TryList(directory, out _) ?? [])
        {
            string record = $"{directory}/{e.Name}";
            int i = e.Name.IndexOf('_');
            if (i < 0 || Fs.LStat(record) is not { } r) continue;
            using var dead = RecordLock.TryTake(record, exclusive: true, create: false);
            if (dead is null) continue;
            string path = Unmangle(e.Name[i..]);
            if (Fs.LStat(path) is { } l && l.Inode == r.Inode && l.Device == r.Device && path.EndsWith(".lock", StringComparison.Ordinal) && Fs.TryUnlink(path)) removed.Add(path);
            Fs.TryUnlink(record);
        }
        return removed;
    }

    // A file name for a path, and back: "_u" is an underscore, "_s" a slash.
    internal static string Mangle(string path) => path.Replace("_", "_u").Replace("/", "_s");

    internal static string Unmangle(string name) => name.Replace("_s", "/").Replace("_u", "_");
}
