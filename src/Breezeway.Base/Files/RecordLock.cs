using System.Runtime.InteropServices;

namespace Breezeway.Base.Files;

/// <summary>
/// A lock over a whole file that excludes fcntl locks of other programs. OFD locks (the default) belong to the open file and do not vanish when
/// some other descriptor of the file is closed; POSIX ones show the holder's pid, for daemon.pid and transfer locks only.
/// </summary>
public sealed unsafe class RecordLock : IDisposable
{
    const int OfdGet = 36, OfdSet = 37, OfdSetWait = 38, PosixGet = 5, PosixSet = 6, PosixSetWait = 7;
    const short ReadLock = 0, WriteLock = 1, Unlocked = 2;

    readonly FileHandle _file;
    readonly bool _posix;

    RecordLock(FileHandle file, bool posix) { _file = file; _posix = posix; }

    public FileHandle File => _file;

    static bool Set(FileHandle f, int command, short type)
    {
        var l = new Native.FLock { Type = type };
        while (Native.FCntl(f.Fd, command, &l) != 0)
        {
            int e = Marshal.GetLastPInvokeError();
            if (e == Errno.Interrupted) continue;
            if (e is Errno.TryAgain or Errno.Access) return false;
            throw new FileError("lock", f.Path, e);
        }
        return true;
    }

    /// <summary>Opens (creating) the file and waits for the lock.</summary>
    public static RecordLock Exclusive(string path)
    {
        var f = FileHandle.Open(path, OpenMode.ReadWrite | OpenMode.Create);
        try { Set(f, OfdSetWait, WriteLock); return new RecordLock(f, false); } catch { f.Dispose(); throw; }
    }

    public static RecordLock Shared(string path)
    {
        var f = FileHandle.Open(path, OpenMode.ReadWrite | OpenMode.Create);
        try { Set(f, OfdSetWait, ReadLock); return new RecordLock(f, false); } catch { f.Dispose(); throw; }
    }

    /// <summary>Null when somebody else holds a lock that conflicts. Throws where the file cannot be opened.</summary>
    public static RecordLock? TryTake(string path, bool exclusive, bool posix = false, bool create = true)
    {
        var f = FileHandle.TryOpen(path, OpenMode.ReadWrite | (create ? OpenMode.Create : 0), out int errno);
        if (f is null) return !create && errno == Errno.NoEntry ? null : throw new FileError("open", path, errno);
        try
        {
            if (Set(f, posix ? PosixSet : OfdSet, exclusive ? WriteLock : ReadLock)) return new RecordLock(f, posix);
            f.Dispose(); return null;
        }
        catch { f.Dispose(); throw; }
    }

    /// <summary>Locks a file that is open already, for as long as it stays open; false when somebody else holds a lock on it.</summary>
    public static bool TryHold(FileHandle file) => Set(file, OfdSet, WriteLock);

    /// <summary>Turns a shared lock into an exclusive one without waiting.</summary>
    public bool TryUpgrade() => Set(_file, _posix ? PosixSet : OfdSet, WriteLock);

    /// <summary>True while the path still names the locked file (it may have been removed and made anew meanwhile).</summary>
    public bool IsStillAt(string path)
    {
        var a = _file.Stat();
        return Fs.LStat(path) is { } b && a.Inode == b.Inode && a.Device == b.Device;
    }

    /// <summary>Who holds a lock on the file that would stop an exclusive one: its pid, -1 for an OFD lock or a process whose pid is not to be seen from here, 0 for nobody.</summary>
    public static int HolderOf(string path)
    {
        using var f = FileHandle.TryOpen(path, OpenMode.ReadWrite, out int errno) ?? FileHandle.TryOpen(path, OpenMode.Read, out errno);
        if (f is null) return 0;
        var l = new Native.FLock { Type = WriteLock };
        if (Native.FCntl(f.Fd, PosixGet, &l) != 0) return 0;
        return l.Type == Unlocked ? 0 : l.Pid > 0 ? l.Pid : -1;
    }

    /// <summary>True when somebody, be it this process, holds a lock on the file (any, or an exclusive one only). False where it cannot be opened for reading.</summary>
    public static bool IsTaken(string path, bool exclusively)
    {
        // asking needs no right to write
        using var f = FileHandle.TryOpen(path, OpenMode.Read, out _);
        if (f is null) return false;
        var l = new Native.FLock { Type = exclusively ? ReadLock : WriteLock };
        return Native.FCntl(f.Fd, OfdGet, &l) == 0 && l.Type != Unlocked;
    }

    public void Dispose() => _file.Dispose();
}
