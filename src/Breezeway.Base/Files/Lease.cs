using System.Runtime.InteropServices;

namespace Breezeway.Base.Files;

/// <summary>What is known of who writes to a file.</summary>
public enum WriterState
{
    /// <summary>Nobody has it open for writing, or mapped shared and writable.</summary>
    None,
    /// <summary>Somebody has.</summary>
    Open,
    /// <summary>There is no regular file at the path (any more).</summary>
    Missing,
    /// <summary>Cannot be told: it may not be read, or it is another user's, whose processes /proc does not show.</summary>
    Unknown,
}

/// <summary>
/// Is a file still being written? The kernel refuses a read lease (fcntl F_SETLEASE, F_RDLCK) while any descriptor or shared mapping can
/// write to the file; so one is taken and given back at once, as a lease that is held would make writers wait.
/// </summary>
public static class Lease
{
    const int SetLease = 1024, SetSignal = 10, ReadLock = 0, Unlocked = 2;
    /// <summary>A signal that does nothing by default. Without it, a writer who comes in the moment between take and release would send us
    /// SIGIO, which kills.</summary>
    const int HarmlessSignal = 23 /* SIGURG */;

    /// <summary>
    /// Costs some 10 microseconds; where leases cannot answer (another user's file without CAP_LEASE, a file system without them)
    /// <paramref name="openForWrite"/> is asked, which by default scans /proc at each call: hand in a cached scan for many files.
    /// Never throws. A descriptor this process has open for writing counts like any other.
    /// </summary>
    public static WriterState WriterOf(string path, Func<IReadOnlySet<FileIdentity>>? openForWrite = null)
    {
        using var f = FileHandle.TryOpen(path, OpenMode.Read | OpenMode.NoFollow | OpenMode.NonBlocking, out int errno);
        if (f is null)
            return errno switch
            {
                Errno.NoEntry or Errno.NotDirectory or Errno.TooManySymlinks or NoSuchDevice => WriterState.Missing,
                Errno.TryAgain => WriterState.Open,      // somebody holds a write lease, and is told now to give it back
                _ => WriterState.Unknown,
            };
        FileStat stat;
        try { stat = f.Stat(); } catch (FileError) { return WriterState.Unknown; }
        if (!stat.IsRegular) return WriterState.Missing;

        _ = Native.FCntl(f.Fd, SetSignal, HarmlessSignal);
        if (Native.FCntl(f.Fd, SetLease, ReadLock) == 0)
        {
            _ = Native.FCntl(f.Fd, SetLease, Unlocked);
            return WriterState.None;
        }
        if (Marshal.GetLastPInvokeError() == Errno.TryAgain) return WriterState.Open;
        return FromProc(stat, openForWrite);
    }

    /// <summary>ENXIO: a socket, or a device without its driver.</summary>
    const int NoSuchDevice = 6;

    static WriterState FromProc(in FileStat stat, Func<IReadOnlySet<FileIdentity>>? openForWrite)
    {
        if ((openForWrite?.Invoke() ?? OpenFiles.ForWrite()).Contains(FileIdentity.Of(stat))) return WriterState.Open;
        uint me = Fs.EffectiveUser;
        return me == 0 || me == stat.Uid ? WriterState.None : WriterState.Unknown;
    }

    /// <summary>True when somebody has the file open for writing; false also where that cannot be told.</summary>
    public static bool IsOpenForWrite(string path) => WriterOf(path) == WriterState.Open;
}
