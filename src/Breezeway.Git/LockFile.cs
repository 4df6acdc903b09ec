using Breezeway.Base.Files;

namespace Breezeway.Git;

/// <summary>git's way of changing a file: NAME.lock is made exclusively, written, and renamed over NAME. Dropping it unlocks without a change.</summary>
public sealed class LockFile : IDisposable
{
    bool _done;

    LockFile(FileHandle file) => File = file;

    /// <summary>The lock file itself, open for writing.</summary>
    public FileHandle File { get; }

    /// <summary>Null when somebody else holds it until the wait is over. Missing directories are made.</summary>
    public static LockFile? TryTake(string path, TimeSpan wait)
    {
        long until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        for (int delay = 1; ; delay = Math.Min(delay * 2, 50))
        {
            var f = FileHandle.TryOpen(path, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, out int errno);
            if (f is not null) return new LockFile(f);
            if (errno == Errno.NoEntry) { Fs.MakeDirectories(Fs.Parent(path)); continue; }
            if (errno == Errno.NotDirectory) return null;
            if (errno != Errno.Exists) throw new FileError("lock", path, errno);
            if (Environment.TickCount64 >= until) return null;
            // no event tells when another program's lock is gone
            Thread.Sleep(delay);
        }
    }

    /// <summary>Puts what was written in place.</summary>
    public void RenameTo(string path)
    {
        Fs.Rename(File.Path, path);
        _done = true;
        File.Dispose();
    }

    public void Dispose()
    {
        if (_done) return;
        _done = true;
        Fs.TryUnlink(File.Path);
        File.Dispose();
    }
}
